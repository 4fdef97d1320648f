import type {
  AuthenticationPage,
  CheckoutPage,
  CheckoutSession,
  OnboardingPage,
  OperationId,
} from "@micro/sdk/contract";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

import type { Answer } from "../../gateway/answer.ts";
import type { Invoke } from "../../gateway/invoke.ts";
import type { Ids } from "../../platform/ids.ts";
import { authenticationPage } from "./authentication-page.ts";
import { checkoutPage } from "./checkout-page.ts";
import { assetPaths, messagePage, sendPage } from "./layout.ts";
import { onboardingPage } from "./onboarding-page.ts";
import { readForm, readOnboarding, toPayment } from "./read-form.ts";
import { script, styles } from "./styles.ts";

type PageRequest = FastifyRequest<{ Params: { secret: string } }>;

/**
 * Mounts the pages that payers visit: checkout, payment links and authentication; and that of an account's holder. The last part of each URL is the client
 * secret of the one thing that it is about; it is the credential of every call behind the page.
 */
export function mountHosted(app: FastifyInstance, invoke: Invoke, ids: Ids): void {
  void app.register((pages, _options, done) => {
    pages.addContentTypeParser("application/x-www-form-urlencoded", { parseAs: "string" }, (_request, body, parsed) =>
      parsed(null, body),
    );
    const call = (request: PageRequest, operation: OperationId, input: unknown = {}) =>
      invoke({
        operation,
        input,
        credentials: { authorization: `Bearer ${request.params.secret}` },
        // One page can take two calls, and each is logged by an id of its own.
        requestId: ids("request"),
        method: request.method,
        path: request.url,
      });

    const showCheckout = async (request: PageRequest, reply: FastifyReply) => {
      const answer = await call(request, "checkout_page.get");
      if (answer.code !== null) return sendFailure(reply, answer);
      const shown = parse(answer) as CheckoutPage;
      return sendPage(reply, checkoutPage(shown));
    };
    const payCheckout = async (request: PageRequest, reply: FastifyReply) => {
      const form = readForm(request.body);
      const answer = await call(request, "checkout_page.submit", toPayment(form));
      if (answer.code === null) {
        return leave(reply, ownPath((parse(answer) as CheckoutPage).next_url, request.port) ?? request.url);
      }
      const again = await call(request, "checkout_page.get");
      if (again.code !== null) return sendFailure(reply, again);
      const shown = parse(again) as CheckoutPage;
      // Over meanwhile, in another window perhaps: the page says so.
      if (shown.session.status !== "open") return leave(reply, request.url);
      const problem = messageOf(answer);
      return sendPage(reply, checkoutPage(shown, form, problem), answer.status);
    };
    const openLink = async (request: PageRequest, reply: FastifyReply) => {
      const answer = await call(request, "payment_link_page.open");
      if (answer.code !== null) return sendFailure(reply, answer);
      return leave(reply, ownPath((parse(answer) as CheckoutSession).url, request.port) ?? "/");
    };
    const authenticate = (operation: OperationId) => async (request: PageRequest, reply: FastifyReply) => {
      const { outcome } = readForm(request.body);
      const answer = await call(request, operation, request.method === "POST" ? { outcome } : {});
      if (answer.code !== null) return sendFailure(reply, answer);
      const shown = parse(answer) as AuthenticationPage;
      const next = shown.state === "waiting" ? undefined : ownPath(shown.return_url, request.port);
      return next === undefined ? sendPage(reply, authenticationPage(shown)) : leave(reply, next);
    };

    const onboard = (operation: OperationId) => async (request: PageRequest, reply: FastifyReply) => {
      const answer = await call(request, operation, request.method === "POST" ? readOnboarding(request.body) : {});
      return answer.code === null
        ? sendPage(reply, onboardingPage(parse(answer) as OnboardingPage))
        : sendFailure(reply, answer);
    };

    // A payer comes from the shop's site, so a visit may cross sites; a form may not.
    const visited = { config: { kind: "page" as const } };
    pages.get("/pay/:secret", visited, showCheckout);
    pages.post("/pay/:secret", visited, payCheckout);
    // Each visit opens a session; whoever asks for the headers alone does not visit.
    pages.get("/buy/:secret", { ...visited, exposeHeadRoute: false }, openLink);
    pages.get("/authenticate/:secret", visited, authenticate("authentication_page.get"));
    pages.post("/authenticate/:secret", visited, authenticate("authentication_page.submit"));
    pages.get("/onboard/:secret", visited, onboard("onboarding_page.get"));
    pages.post("/onboard/:secret", visited, onboard("onboarding_page.submit"));
    const asset = { config: { isOpen: true } };
    pages.get(assetPaths.styles, asset, (_request, reply) => reply.type("text/css; charset=utf-8").send(styles));
    pages.get(assetPaths.script, asset, (_request, reply) => reply.type("text/javascript; charset=utf-8").send(script));
    done();
  });
}

/** What the gateway answers is the output of the operation that was called. */
const parse = (answer: Answer): unknown => JSON.parse(answer.body);

const messageOf = (answer: Answer): string => (parse(answer) as { error: { message: string } }).error.message;

/** To another page of the sandbox. To other sites a page leads on by itself: a form's redirects may not leave the site. */
const leave = (reply: FastifyReply, path: string): FastifyReply =>
  reply.header("cache-control", "no-store").header("referrer-policy", "same-origin").redirect(path, 303);

/** The path of a link to a page of the sandbox: the payer may have come by another name of this machine. */
function ownPath(url: string | null, port: number | null): string | undefined {
  const { hostname, port: target, pathname, search } = URL.parse(url ?? "") ?? {};
  const isOwn = (hostname === "127.0.0.1" || hostname === "localhost") && target === String(port);
  return isOwn && /^\/(pay|authenticate)\//.test(pathname ?? "") ? `${pathname}${search}` : undefined;
}

function sendFailure(reply: FastifyReply, answer: Answer): FastifyReply {
  const known = answer.status < 500;
  const page = known
    ? messagePage("bad", "This page does not exist", "Its address is not complete, or what it was about is over.")
    : messagePage("bad", "Something failed", `The sandbox's log has the cause under ${reply.request.id}.`);
  return sendPage(reply, page, answer.status === 401 ? 404 : answer.status);
}
