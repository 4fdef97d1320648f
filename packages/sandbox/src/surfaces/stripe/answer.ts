import { errorCatalogue, type ErrorBody, type ErrorCode } from "@micro/sdk/contract";

import type { Answer } from "../../gateway/answer.ts";
import { nounOf, statusOf, wordingOf } from "./errors.ts";
import { dropUnasked } from "./includable.ts";
import { forPayer } from "./projections/payer.ts";
import { project } from "./project.ts";
import type { Native, Route } from "./route.ts";
import { stripeNameOf } from "./to-input.ts";
import { collapse, type Version } from "./versions/index.ts";

/** What an answer has to be worded for. */
export interface Asked {
  route?: Route | undefined;
  idParam: string;
  /** As it was called: `/v1/customers`. */
  path: string;
  /** The paths of `expand`, as they were sent. */
  expand?: ReadonlySet<string>;
  version: Version;
}

/** Words an answer of the gateway's as Stripe does. */
export function toStripe(answer: Answer, asked: Asked): Answer {
  // The gateway answers these operations with JSON.
  const native = JSON.parse(answer.body) as Native;
  const body = answer.code === null ? whole(native, asked) : { error: failure(native, asked) };
  const shown = answer.isForPayer ? forPayer(body) : body;
  const status = isToldByParameter(native, asked) ? 400 : statusOf(answer.status, answer.code, codeOf(native, asked));
  return {
    ...answer,
    status,
    body: JSON.stringify(shown, null, 2),
    contentType: "application/json",
    headers: {
      ...answer.headers,
      ...(answer.code !== null && { "stripe-should-retry": String(isWorthRetrying(status, answer.code)) }),
    },
  };
}

/** Stripe says 404 where the path names what there is not, and 400 where a parameter does. */
function isToldByParameter(native: Native, { route }: Asked): boolean {
  const { code, param } = (native["error"] ?? {}) as Partial<ErrorBody>;
  if (code !== "resource_missing" || param === undefined || route === undefined) return false;
  return !inPath(route).includes(param);
}

/** What the operation calls the parameters of a route's path. */
function inPath({ path, params = {} }: Route): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].flatMap(([, name = ""]) => {
    const rule = params[name];
    return typeof rule === "function" ? Object.keys(rule("")) : [rule ?? name];
  });
}

function whole(native: Native, asked: Asked): unknown {
  const { expand = new Set() } = asked;
  const body = dropUnasked(resource(native, asked), expand);
  collapse(asked.version, body, expand);
  return body;
}

function resource(native: Native, { route, path, version }: Asked): unknown {
  const { projection = project } = route ?? {};
  if (native["object"] === "list" || native["object"] === "search_result") {
    return { ...native, data: (native["data"] as Native[]).map((each) => projection(each, version)), url: path };
  }
  return projection(native, version);
}

/** What Stripe calls by the parameter at fault, and where a route says what. */
const callsByParam: Partial<Record<ErrorCode, "conflicts" | "missing">> = {
  client_secret_mismatch: "conflicts",
  resource_missing: "missing",
  state_conflict: "conflicts",
};

/** What Stripe calls an error, if anything. */
function codeOf(native: Native, { route }: Asked): string | null {
  const { code, param, message } = (native["error"] ?? {}) as Partial<ErrorBody>;
  if (code === undefined) return null;
  if (code === "parameter_invalid_string" && message?.includes(" must be an email address")) return "email_invalid";
  const names = callsByParam[code];
  const own = names === undefined || param === undefined ? undefined : route?.[names]?.[param];
  return own ?? wordingOf(code).code;
}

/** The error with every field that Stripe's clients read. */
function failure(native: Native, asked: Asked): Native {
  const { route, idParam, version } = asked;
  const { code: nativeCode, param, message, type: _type, doc_url: url, ...rest } = native["error"] as ErrorBody;
  const { type } = wordingOf(nativeCode);
  const code = codeOf(native, asked);
  const { request_id: requestId, decline_code: declineCode, ...resources } = rest;
  const shown = project(resources, version) as Native;
  const name = param === undefined ? undefined : nameOf(paramOf(param, route, idParam), type);
  return {
    ...(code !== null && { code }),
    ...(declineCode !== undefined && { decline_code: declineCode, ...adviceOf(resources) }),
    ...(type === "card_error" && declinedMethod(shown)),
    doc_url: nativeCode === "stripe_not_imitated" ? url : docUrlOf(code ?? nativeCode),
    message: messageOf(nativeCode, message, name),
    ...(name !== undefined && { param: name }),
    ...shown,
    request_log_url: `/sandbox/requests/${requestId}`,
    type,
  };
}

/** The last error of an intent advises what to do; Stripe says it in the error itself, too. */
function adviceOf(resources: Native): Native {
  const { advice_code: advice } = lastErrorOf(resources);
  return advice === undefined ? {} : { advice_code: advice };
}

/** The method that was declined, which Stripe shows beside its intent, too. */
function declinedMethod(shown: Native): Native {
  const { payment_method: method } = lastErrorOf(shown);
  return method === undefined ? {} : { payment_method: method };
}

function lastErrorOf(resources: Native): Native {
  const intent = (resources["payment_intent"] ?? resources["setup_intent"]) as Native | undefined;
  return ((intent?.["last_payment_error"] ?? intent?.["last_setup_error"]) as Native | null | undefined) ?? {};
}

const docUrlOf = (code: string) => `https://docs.stripe.com/error-codes#${code.replaceAll("_", "-")}`;

/** Applications look for the beginnings of these sentences. */
function messageOf(code: ErrorCode, message: string, param: string | undefined): string {
  switch (code) {
    case "parameter_missing":
      return `Missing required param: ${param}. ${message}`;
    case "parameter_unknown":
      return message.startsWith("Received") ? message : `Received unknown parameter: ${param}`;
    case "resource_missing":
      return message
        .replace(/^There is no ([^']+) '/, (_, noun: string) => `No such ${nounOf(noun)}: '`)
        .replace(" in this account and mode", "")
        .replace(/'conn_/, "'acct_");
    case "secret_key_required":
      return param === undefined && message.startsWith(errorCatalogue[code].message)
        ? "This API call cannot be made with a publishable API key. Please use a secret API key: `micro sandbox status` shows one."
        : message;
    case "client_secret_mismatch":
      return "The client_secret provided does not match the client_secret associated with this object.";
    case "account_invalid":
      return message.replace(/'conn_/, "'acct_");
    default:
      return message.replace(` ${jsonHint(code)}`, "").replace(/^'metadata' keys/, "Metadata keys");
  }
}

/** Some hints of the catalogue speak of JSON, which Stripe's callers do not send. */
function jsonHint(code: ErrorCode): string {
  const { hint } = errorCatalogue[code];
  return /JSON|quotes|\/payments|\/auth/.test(hint) ? hint : "\0";
}

/** What is wrong with a card is told by the name of the card's own field, wherever the card stands. */
const nameOf = (param: string, type: string): string =>
  type === "card_error" ? param.replace(/^.*\bcard\]?\[(\w+)\]$/, "$1") : param;

/** `shipping.address.line1` as `shipping[address][line1]`. */
function paramOf(param: string, route: Route | undefined, idParam: string): string {
  const [first = "", ...rest] = param.replaceAll(/\[(\d+)\]/g, ".$1").split(".");
  // An id that the caller chooses on creation is called `id` by Stripe, too.
  const isChosen = route?.operation.endsWith(".create") && !route.path.includes("{id}");
  const head = first === "id" && !isChosen ? idParam : stripeNameOf(route, first);
  return head + rest.map((part) => `[${part}]`).join("");
}

/** Whether the same request may succeed later: someone else was in the way, or the failure was ours. */
function isWorthRetrying(status: number, code: string): boolean {
  return status >= 500 ? code !== "stripe_not_imitated" : status === 409 && code !== "idempotency_error";
}
