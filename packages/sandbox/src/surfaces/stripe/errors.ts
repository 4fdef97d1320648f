import { errorCatalogue, type ErrorCode, type ErrorType } from "@micro/sdk/contract";

type StripeType = "api_error" | "card_error" | "idempotency_error" | "invalid_request_error";

/** Stripe has fewer types: it tells authentication and rate limits by the status alone. */
const types: Record<ErrorType, StripeType> = {
  api_error: "api_error",
  authentication_error: "invalid_request_error",
  card_error: "card_error",
  idempotency_error: "idempotency_error",
  invalid_request_error: "invalid_request_error",
  permission_error: "invalid_request_error",
  rate_limit_error: "invalid_request_error",
};

/** Codes that Stripe calls otherwise; null where it has none. */
const codes: Partial<Record<ErrorCode, string | null>> = {
  api_key_invalid: null,
  api_key_malformed: null,
  api_key_revoked: "api_key_expired",
  body_too_large: null,
  body_unparseable: null,
  circuit_open: null,
  client_secret_mismatch: "payment_intent_invalid_parameter",
  content_type_unsupported: null,
  credentials_missing: null,
  disk_full: null,
  event_gone: "resource_missing",
  host_forbidden: null,
  host_invalid: null,
  idempotency_error: null,
  internal_error: null,
  mode_forbidden: null,
  origin_forbidden: null,
  parameter_invalid: null,
  parameter_invalid_array: null,
  parameter_invalid_boolean: null,
  parameter_invalid_object: null,
  parameter_invalid_string: null,
  rate_limited: "rate_limit",
  route_unknown: null,
  scope_missing: "secret_key_required",
  state_conflict: null,
  url_not_allowed: "url_invalid",
  webhook_endpoint_limit: null,
};

/** What Stripe calls a resource where it says that there is none, if not by the words here with underscores. */
const nouns: Readonly<Record<string, string>> = {
  "checkout session": "checkout.session",
  "connected account": "account",
  "invoice item": "invoiceitem",
  "payment method": "PaymentMethod",
  "portal configuration": "billing_portal.configuration",
  "portal session": "billing_portal.session",
  "setup intent": "setupintent",
  "top-up": "topup",
};

/** What Stripe calls a resource that is missing: one of several words has underscores, and a phrase stays what it is. */
export const nounOf = (noun: string): string =>
  nouns[noun] ?? (/\b(?:of|that|for)\b/.test(noun) ? noun : noun.replaceAll(" ", "_"));

/** Statuses that Stripe does not use. */
const statuses: Record<number, number> = { 201: 200, 410: 404, 415: 400, 422: 400, 507: 503 };

/** How Stripe words a kind of failure. */
export function wordingOf(code: ErrorCode): { type: StripeType; code: string | null } {
  const known = codes[code];
  return { type: types[errorCatalogue[code].type], code: known === undefined ? code : known };
}

/**
 * The status that Stripe sends: 400 where a state forbids something, but not where another request holds the resource, and
 * 403 of an account that is another's or none, which it does not tell apart.
 */
export function statusOf(status: number, code: string | null, theirs: string | null = null): number {
  if (theirs === "account_invalid") return 403;
  if (code === "state_conflict") return 400;
  return statuses[status] ?? status;
}
