import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";

import { fastify, type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { parse as parseQuery } from "qs";

import { DomainError } from "../platform/errors.ts";
import type { Ids } from "../platform/ids.ts";
import { limits } from "../platform/limits.ts";
import type { Log } from "../platform/log.ts";
import { errorAnswer, type Answer } from "./answer.ts";
import { allowOrigin, answerPreflight } from "./cors.ts";
import { sendDoor } from "./door-page.ts";
import { isExternalId } from "./external-id.ts";
import type { Guard, RouteKind } from "./guards.ts";
import { parseJson } from "./parse-json.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** How the guards treat it: `api` by default. */
    kind?: RouteKind;
    /** Answers anyone, even where every route needs a key: what it tells belongs to no account. */
    isOpen?: boolean;
  }
}

/** A request that was refused before an operation had it. */
export interface Refusal {
  request: FastifyRequest;
  answer: Answer;
}

/** What every request to a sandbox passes, whatever surface it is for. */
export interface Entrance {
  ids: Ids;
  log: Log;
  guard: Guard;
  /** Throws when the request may not go on: where every route needs a key and this one has none. */
  door: (request: FastifyRequest) => Promise<void>;
  onRefused: (refusal: Refusal) => void;
}

/** What the sandbox that a request came to answers with. */
export type SiteOf<T> = (request: IncomingMessage) => T;

/** Fastify's own failures, as the catalogue has them. */
const frameworkErrors: Record<string, () => DomainError> = {
  FST_ERR_CTP_BODY_TOO_LARGE: () => new DomainError("body_too_large"),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () => new DomainError("content_type_unsupported"),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () => new DomainError("body_unparseable"),
  FST_ERR_BAD_URL: () => new DomainError("route_unknown", { message: "The path is not valid." }),
};

const noSchemas = () => {
  throw new Error("Routes have no schemas.");
};

/** Makes what routes are mounted on: limits, guards, request ids, and answers for what no route takes. It never listens. */
export function createApp(siteOf: SiteOf<Entrance>): FastifyInstance {
  const app = fastify({
    bodyLimit: limits.bodyBytesMax,
    genReqId: (request: IncomingMessage) => siteOf(request).ids("request"),
    routerOptions: {
      // The operation refuses an id that is too long.
      maxParamLength: limits.headerBytesMax,
      querystringParser: (text) => parseQuery(text, { depth: 2, parameterLimit: 200, strictDepth: false }),
    },
    frameworkErrors: (error, request, reply) => void fail(error, request, reply),
    // No route has a schema: the contract is checked by the operation, and Fastify's compilers take long to load.
    schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
  });

  app.decorateRequest("found", null);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, (_request, body, done) => {
    try {
      done(null, body.length === 0 ? undefined : parseJson(Buffer.from(body)));
    } catch (cause) {
      done(cause instanceof Error ? cause : new Error(String(cause)));
    }
  });

  const fail = (cause: FastifyError | Error, request: FastifyRequest, reply: FastifyReply) => {
    const { log, onRefused } = siteOf(request.raw);
    const error = toDomainError(cause);
    if (!(error instanceof DomainError)) log.error({ err: error, request: request.id }, "a request failed by a defect");
    const answer = errorAnswer(error, request.id);
    onRefused({ request, answer });
    return answer.code === "page_session_missing" && isBrowser(request)
      ? sendDoor(reply, answer.status)
      : send(reply, answer);
  };

  app.addHook("onRequest", async (request, reply) => {
    const externalId = request.headers["x-request-id"];
    if (typeof externalId === "string" && isExternalId(externalId)) void reply.header("x-request-id", externalId);
    // The parser takes a request line without a version for HTTP/0.9.
    if (request.raw.httpVersionMajor !== 1) throw new DomainError("request_malformed");
    const { guard, door } = siteOf(request.raw);
    const origin = guard(request.raw, kindOf(request));
    if (origin !== undefined) {
      allowOrigin(reply, origin);
      if (request.method === "OPTIONS") return answerPreflight(reply);
    }
    await door(request);
    return undefined;
  });
  app.setErrorHandler<FastifyError>(fail);
  app.setNotFoundHandler((request, reply) =>
    fail(
      new DomainError("route_unknown", {
        message: `There is no route ${request.method} ${request.url.split("?")[0]}.`,
      }),
      request,
      reply,
    ),
  );
  return app;
}

/** What Fastify refused by itself, as the catalogue has it; anything else as it is. */
export function toDomainError(cause: FastifyError | Error): Error {
  const known = "code" in cause ? frameworkErrors[cause.code]?.() : undefined;
  return known ?? (isBadRequest(cause) ? new DomainError("body_unparseable", { cause }) : cause);
}

/** A page may be visited from another site; a form is sent to it from the page itself only. */
function kindOf({ method, routeOptions }: FastifyRequest): RouteKind {
  const { kind = "api" } = routeOptions.config;
  return kind === "page" && method !== "GET" && method !== "HEAD" ? "control" : kind;
}

/** Whether an answer is for somebody to look at. */
const isBrowser = ({ headers }: FastifyRequest) => headers.accept?.includes("text/html") === true;

/** Sends an answer over HTTP. */
export function send(reply: FastifyReply, answer: Answer): FastifyReply {
  if (answer.broken) return sendBroken(reply, answer);
  return reply
    .code(answer.status)
    .headers(answer.headers)
    .header("request-id", reply.request.id)
    .header("content-type", answer.contentType ?? "application/json; charset=utf-8")
    .header("cache-control", "no-store")
    .header("x-content-type-options", "nosniff")
    .send(answer.chunks ? Readable.from(answer.chunks) : answer.body);
}

/** Breaks the connection, before the answer or when half of it is sent. */
function sendBroken(reply: FastifyReply, { broken, status, body, headers }: Answer): FastifyReply {
  reply.hijack();
  const { raw } = reply;
  const error = new Error("The connection was broken on purpose.");
  if (broken === "reset" || body.length < 2) {
    if (raw.socket && "resetAndDestroy" in raw.socket) raw.socket.resetAndDestroy();
    raw.destroy(error);
    return reply;
  }
  const whole = Buffer.from(body);
  const length = { "content-length": String(whole.length), "content-type": "application/json; charset=utf-8" };
  raw.writeHead(status, { ...headers, "request-id": reply.request.id, ...length });
  raw.write(whole.subarray(0, Math.floor(whole.length / 2)), () => raw.destroy(error));
  return reply;
}

/** What Fastify refused by itself with a status of the caller's fault, such as a body cut short. */
function isBadRequest(cause: Error): boolean {
  return "statusCode" in cause && cause.statusCode === 400;
}
