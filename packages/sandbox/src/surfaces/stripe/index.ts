/**
 * Stripe's API, imitated: https://docs.stripe.com/api in the version 2026-10-28.endive of 28 October 2026, as its official
 * client 23.1 pins it. This surface translates a wire; what a payment may do is decided where it is for every other one.
 *
 * Gaps: `not-imitated.ts` lists what answers 501, and each resource in `resources/` lists what is missing of it.
 * docs/stripe.md prints both.
 *
 * By design: a token, a source and a card are a payment method under another prefix; a direct charge has a payment intent
 * behind it; a connected account is `conn_…` here and is enabled at once; ids have 24 characters.
 *
 * Who asks for an older version, by `Stripe-Version`, is answered in it: `versions/` has what changed.
 *
 * Stripe's own command line talks to `cli/` besides.
 *
 * Client quirks: clients send `True` and `False`, arrays with and without an index, a body with a GET now and then, and an
 * empty text to unset; the Ruby and Python ones send every parameter as text.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

import type { Admit } from "../../gateway/admission.ts";
import { errorAnswer, type Answer } from "../../gateway/answer.ts";
import { send, toDomainError, type Refusal, type SiteOf } from "../../gateway/app.ts";
import type { Call, Invoke } from "../../gateway/invoke.ts";
import { mountTable } from "../../gateway/mount-table.ts";
import { anyKey } from "../../gateway/authenticate.ts";
import { createRouteTable, type Found } from "../../gateway/route-table.ts";
import { DomainError } from "../../platform/errors.ts";
import { toStripe, type Asked } from "./answer.ts";
import type { StripeCli } from "./cli/index.ts";
import { decodeForm } from "./decode-form.ts";
import { expandWords } from "./expand-paths.ts";
import { notImitated } from "./not-imitated.ts";
import { readHeaders, readVersion } from "./read-headers.ts";
import type { Native, Route, RouteDocument } from "./route.ts";
import { resources } from "./routes.ts";
import { toInput } from "./to-input.ts";
import { takeKey } from "./take-key.ts";
import { isBefore, type Version } from "./versions/index.ts";

export { createStripeCli, type StripeCli } from "./cli/index.ts";
export { stripeTypeOf } from "./event-types.ts";
export { createStripeWording } from "./wording.ts";
export { versionOf, type Version } from "./versions/index.ts";

interface Site {
  invoke: Invoke;
  admit: Admit;
  stripeCli: StripeCli;
  /** What is spoken where nobody asks for another version. */
  stripeVersion: Version;
  /** Hears of what no operation had. */
  onRefused: (refusal: Refusal) => void;
}

interface Mounted {
  route: Route;
  idParam: string;
}

const table = createRouteTable<Mounted>(
  resources.flatMap(({ idParam = "id", routes }) =>
    routes.map((route) => ({ method: route.method, path: `/v1${route.path}`, route: { route, idParam } })),
  ),
  { prefix: "/v1" },
);

/** Mounts Stripe's API below `/v1`. */
export function mountStripe(app: FastifyInstance, siteOf: SiteOf<Site>): void {
  void app.register(
    (scope, _options, done) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser("application/x-www-form-urlencoded", { parseAs: "string" }, (_request, body, parsed) =>
        parsed(null, body),
      );
      const handle = (request: FastifyRequest, reply: FastifyReply, found: Found<Mounted>) =>
        answer(request, reply, found, siteOf(request.raw));
      for (const url of ["/", "/*"]) mountTable(scope, { url, table, handle });
      // Where Stripe's own command line opens a session.
      scope.post("/stripecli/sessions", async (request, reply) => {
        const shown = await siteOf(request.raw).stripeCli.open(request);
        return reply.header("request-id", request.id).send(shown);
      });
      scope.setErrorHandler<Error>((cause, request, reply) =>
        refuse(reply, request, toDomainError(cause), siteOf(request.raw)),
      );
      scope.setNotFoundHandler(async (request, reply) => {
        const site = siteOf(request.raw);
        const cause = await site.admit(request, anyKey).then(
          () => unknownRoute(request),
          (error: unknown) => error,
        );
        return refuse(reply, request, cause, site);
      });
      done();
    },
    { prefix: "/v1" },
  );
}

async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  { route: { route, idParam }, params }: Found<Mounted>,
  { invoke, stripeVersion }: Site,
): Promise<FastifyReply> {
  const version = readVersion(request.headers, stripeVersion);
  if (route.until !== undefined && !isBefore(version, route.until)) throw noSuchRoute(request);
  const call = {
    ...readHeaders(request.headers),
    requestId: request.id,
    ip: request.ip,
    method: request.method,
    path: request.url,
  };
  const sent = readSent(request, params);
  call.credentials = takeKey(call.credentials, sent);
  const input = toInput(route, sent, version);
  const answered = await invoke({ ...call, operation: route.operation, input, expandWords });
  if (route.document && answered.code === null) {
    const written = await writeDocument(route.document, answered, request.id, (asked) =>
      invoke({ ...call, input: {}, ...asked }),
    );
    if (written instanceof Uint8Array) return sendDocument(reply, request, written);
    return sendStripe(reply, request, written, { route, idParam, path: pathOf(request), version });
  }
  const paths: unknown = sent["expand"];
  // Without the holes.
  const expand = new Set(Array.isArray(paths) ? Object.values(paths).map(String) : []);
  return sendStripe(reply, request, answered, { route, idParam, path: pathOf(request), version, expand });
}

/** The document of the resource that was answered, or why there is none. */
async function writeDocument(
  { address, operation, write }: RouteDocument,
  { body }: Answer,
  requestId: string,
  ask: (asked: Pick<Call, "operation" | "credentials">) => Promise<Answer>,
): Promise<Uint8Array | Answer> {
  // The gateway answers these operations with JSON.
  const { [address]: url } = JSON.parse(body) as Native;
  if (typeof url !== "string") {
    const cause = new DomainError("state_conflict", { message: "A draft has no document: finalise it first." });
    return errorAnswer(cause, requestId);
  }
  const secret = url.split("/").at(-2) ?? "";
  const answer = await ask({ operation, credentials: { authorization: `Bearer ${secret}` } });
  return answer.code === null ? write(JSON.parse(answer.body) as Native) : answer;
}

const sendDocument = (reply: FastifyReply, { id }: FastifyRequest, bytes: Uint8Array): FastifyReply =>
  reply
    .headers({ "cache-control": "no-store", "content-type": "application/pdf", "request-id": id })
    .send(Buffer.from(bytes));

/** The parameters of a request, wherever they stand: the path's come last, so that nothing can take their place. */
function readSent({ url, body }: FastifyRequest, params: Record<string, string>): Record<string, unknown> {
  const at = url.indexOf("?");
  return {
    ...(at === -1 ? {} : decodeForm(url.slice(at + 1))),
    ...(typeof body === "string" ? decodeForm(body) : {}),
    ...params,
  };
}

const pathOf = ({ url }: FastifyRequest): string => url.split("?", 1)[0] ?? "";

/** Tells what only the sandbox lacks from what Stripe does not have either. */
function unknownRoute(request: FastifyRequest): DomainError {
  const path = pathOf(request).replace(/^\/v1\//, "");
  const known = [...notImitated, ...resources.map(({ name }) => name)];
  const name = known.find((prefix) => path === prefix || path.startsWith(`${prefix}/`));
  if (name === undefined) return noSuchRoute(request);
  return new DomainError("stripe_not_imitated", {
    message: `${request.method} ${pathOf(request)} is not imitated.`,
  });
}

const noSuchRoute = (request: FastifyRequest) =>
  new DomainError("route_unknown", {
    message: `Unrecognized request URL (${request.method}: ${pathOf(request)}).`,
  });

function refuse(reply: FastifyReply, request: FastifyRequest, cause: unknown, site: Site): FastifyReply {
  const answer = errorAnswer(cause, request.id);
  site.onRefused({ request, answer });
  return sendStripe(reply, request, answer, { idParam: "id", path: pathOf(request), version: site.stripeVersion });
}

function sendStripe(reply: FastifyReply, request: FastifyRequest, answer: Answer, asked: Asked): FastifyReply {
  const worded = toStripe(answer, asked);
  const { headers } = request;
  for (const name of ["idempotency-key", "stripe-account"] as const) {
    const value = headers[name];
    if (typeof value === "string") void reply.header(name, value);
  }
  const version = headers["stripe-version"];
  void reply.header("stripe-version", typeof version === "string" ? version : asked.version.name);
  return send(reply, worded);
}
