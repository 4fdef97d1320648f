import type {
  AuthenticationPage,
  CheckoutPage,
  CheckoutSession,
  CreditNoteDocument,
  OnboardingPage,
  OperationId,
  InvoicePage,
  PortalPage,
  QuoteDocument,
} from "@micro/sdk/contract";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

import type { Answer } from "../../gateway/answer.ts";
import type { SiteOf } from "../../gateway/app.ts";
import { quotePdf } from "../../gateway/documents/quote-pdf.ts";
import type { Invoke } from "../../gateway/invoke.ts";
import type { Ids } from "../../platform/ids.ts";
import { authenticationPage } from "./authentication-page.ts";
import { checkoutPage } from "./checkout-page.ts";
import { creditNotePdf } from "./credit-note-pdf.ts";
import { invoicePage } from "./invoice-page.ts";
import { invoicePdf } from "./invoice-pdf.ts";
import { assetPaths, messagePage, sendPage, sendPdf, type Page } from "./layout.ts";
import { onboardingPage } from "./onboarding-page.ts";
import { portalPage } from "./portal-page.ts";
import { readForm, readOnboarding, readPortal, toPayment, type CheckoutForm } from "./read-form.ts";
import { script, styles } from "./styles.ts";

/** What every page on which something is paid shows. */
interface Shown {
  next_url: string | null;
}

/** A page on which something is paid. */
interface PayPage<T extends Shown> {
  get: OperationId;
  submit: OperationId;
  /** What is sent instead of a payment: the operation, by the form's action. */
  others?: Readonly<Record<string, OperationId>>;
  toInput: (form: CheckoutForm) => unknown;
  render: (shown: T, sent?: CheckoutForm, problem?: string) => Page;
  isOpen: (shown: T) => boolean;
}

const checkout: PayPage<CheckoutPage> = {
  get: "checkout_page.get",
  submit: "checkout_page.submit",
  others: { redeem: "checkout_page.redeem" },
  toInput: (form) => (form.action === "redeem" ? { promotion_code: form.promotion_code ?? "" } : toPayment(form)),
  render: checkoutPage,
  isOpen: ({ session }) => session.status === "open",
};

const invoice: PayPage<InvoicePage> = {
  get: "invoice_page.get",
  submit: "invoice_page.submit",
  toInput: (form) => ({ payment_method_data: toPayment(form)["payment_method_data"] }),
  render: invoicePage,
  isOpen: ({ payment_method_types: types }) => types.length > 0,
};

/** What is downloaded as a document to keep. */
interface Download<T> {
  get: OperationId;
  /** What the file is called. */
  nameOf: (shown: T) => string;
  write: (shown: T) => Promise<Uint8Array>;
}

const invoiceDocument: Download<InvoicePage> = {
  get: "invoice_page.get",
  nameOf: (shown) => shown.invoice.number ?? "invoice",
  write: invoicePdf,
};

const creditNoteDocument: Download<CreditNoteDocument> = {
  get: "credit_note_document.get",
  nameOf: (shown) => shown.credit_note.number,
  write: creditNotePdf,
};

const quoteDocument: Download<QuoteDocument> = {
  get: "quote_document.get",
  nameOf: ({ quote }) => quote.number ?? "quote",
  write: quotePdf,
};

type PageRequest = FastifyRequest<{ Params: { secret: string } }>;

/**
 * Mounts the pages that payers visit: checkout, payment links and authentication; and that of an account's holder. The last part of each URL is the client
 * secret of the one thing that it is about; it is the credential of every call behind the page.
 */
export function mountHosted(app: FastifyInstance, siteOf: SiteOf<{ invoke: Invoke; ids: Ids }>): void {
  void app.register((pages, _options, done) => {
    pages.addContentTypeParser("application/x-www-form-urlencoded", { parseAs: "string" }, (_request, body, parsed) =>
      parsed(null, body),
    );
    const call = (request: PageRequest, operation: OperationId, input: unknown = {}) => {
      const { invoke, ids } = siteOf(request.raw);
      return invoke({
        operation,
        input,
        credentials: { authorization: `Bearer ${request.params.secret}` },
        // One page can take two calls, and each is logged by an id of its own.
        requestId: ids("request"),
        method: request.method,
        path: request.url,
      });
    };

    const show =
      <T extends Shown>({ get, render }: PayPage<T>) =>
      async (request: PageRequest, reply: FastifyReply) => {
        const answer = await call(request, get);
        return answer.code === null ? sendPage(reply, render(parse(answer) as T)) : sendFailure(reply, answer);
      };
    const pay =
      <T extends Shown>({ get, submit, others = {}, toInput, render, isOpen }: PayPage<T>) =>
      async (request: PageRequest, reply: FastifyReply) => {
        const form = readForm(request.body);
        const answer = await call(request, others[form.action ?? ""] ?? submit, toInput(form));
        if (answer.code === null) {
          return leave(reply, ownPath((parse(answer) as T).next_url, request.port) ?? request.url);
        }
        const again = await call(request, get);
        if (again.code !== null) return sendFailure(reply, again);
        const shown = parse(again) as T;
        // Over meanwhile, in another window perhaps: the page says so.
        if (!isOpen(shown)) return leave(reply, request.url);
        return sendPage(reply, render(shown, form, messageOf(answer)), answer.status);
      };
    const download =
      <T>({ get, nameOf, write }: Download<T>) =>
      async (request: PageRequest, reply: FastifyReply) => {
        const answer = await call(request, get);
        if (answer.code !== null) return sendFailure(reply, answer);
        const shown = parse(answer) as T;
        return sendPdf(reply, `${nameOf(shown)}.pdf`, await write(shown));
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

    const showPortal = async (request: PageRequest, reply: FastifyReply) => {
      const answer = await call(request, "portal_page.get");
      return answer.code === null
        ? sendPage(reply, portalPage(parse(answer) as PortalPage))
        : sendFailure(reply, answer);
    };
    const usePortal = async (request: PageRequest, reply: FastifyReply) => {
      const answer = await call(request, "portal_page.submit", readPortal(request.body));
      if (answer.code === null) return leave(reply, request.url);
      const again = await call(request, "portal_page.get");
      if (again.code !== null) return sendFailure(reply, again);
      return sendPage(reply, portalPage(parse(again) as PortalPage, messageOf(answer)), answer.status);
    };

    // A payer comes from the shop's site, so a visit may cross sites; a form may not.
    const visited = { config: { kind: "page" as const } };
    pages.get("/pay/:secret", visited, show(checkout));
    pages.post("/pay/:secret", visited, pay(checkout));
    pages.get("/invoice/:secret", visited, show(invoice));
    pages.post("/invoice/:secret", visited, pay(invoice));
    pages.get("/invoice/:secret/pdf", visited, download(invoiceDocument));
    pages.get("/credit_note/:secret/pdf", visited, download(creditNoteDocument));
    pages.get("/quote/:secret/pdf", visited, download(quoteDocument));
    pages.get("/portal/:secret", visited, showPortal);
    pages.post("/portal/:secret", visited, usePortal);
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
  return isOwn && /^\/(pay|invoice|authenticate)\//.test(pathname ?? "") ? `${pathname}${search}` : undefined;
}

function sendFailure(reply: FastifyReply, answer: Answer): FastifyReply {
  const known = answer.status < 500;
  const page = known
    ? messagePage("bad", "This page does not exist", "Its address is not complete, or what it was about is over.")
    : messagePage("bad", "Something failed", `The sandbox's log has the cause under ${reply.request.id}.`);
  return sendPage(reply, page, answer.status === 401 ? 404 : answer.status);
}
