import { accessErrors } from "./access-errors.ts";
import { card, forbidden, invalid, apiError, type ErrorEntry, type ErrorType } from "./error-entry.ts";
import { ledgerErrors } from "./ledger-errors.ts";

export type { ErrorType } from "./error-entry.ts";

const otherCard = "Ask for another card, or test with `pm_card_visa`.";

/** Every error code with its status, type, public sentence and what to do next. Each has a page in `docs/errors/`. */
export const errorCatalogue = {
  // A parameter
  parameter_missing: invalid("A required parameter is missing.", "Send the parameter that `param` names."),
  parameter_unknown: invalid("A parameter is not known here.", "Remove it, or correct its spelling."),
  parameter_invalid: invalid(
    "A parameter has a value that is not allowed.",
    "Correct the parameter that `param` names.",
  ),
  parameter_invalid_string: invalid("A parameter is not a valid string.", "Correct the parameter that `param` names."),
  parameter_invalid_integer: invalid(
    "A parameter is not a valid integer.",
    "Send a whole number in its range, without quotes.",
  ),
  parameter_invalid_boolean: invalid("A parameter is not a boolean.", "Send `true` or `false`, without quotes."),
  parameter_invalid_array: invalid("A parameter is not a valid array.", "Send a JSON array."),
  parameter_invalid_object: invalid("A parameter is not a valid object.", "Send a JSON object."),
  amount_too_small: invalid("The amount is below the smallest that may be charged.", "Charge more."),
  amount_too_large: invalid(
    "The amount is above the largest that is possible here.",
    "Send at most the amount that the message names.",
  ),
  mail_token_invalid: invalid(
    "The token is unknown, used, or too old.",
    "Ask for another mail and use the newest link.",
  ),
  page_token_invalid: invalid(
    "The page's token is unknown, used, or too old.",
    "Type `micro open` again: a token is good once, for a minute.",
  ),
  email_taken: invalid("A user with this email exists already.", "Log in instead, or register another address."),
  insufficient_capabilities_for_transfer: invalid(
    "The connected account cannot take money yet: its holder is not identified.",
    "Send its holder to the page of an account link.",
  ),
  connected_account_nested: invalid(
    "A connected account cannot open accounts of its own.",
    "Open it as the platform, without acting for a connected account.",
  ),
  url_not_allowed: invalid(
    "The sandbox may not send to this URL.",
    "Send a whole URL of where it may send: of this machine, such as http://127.0.0.1:3000/webhook, or of what `--egress` and `--egress-allow` name.",
  ),
  fault_limit: invalid("The account has as many fault rules as it may have.", "Delete one that is no longer in use."),
  test_clock_limit: invalid(
    "There are as many test clocks as there may be, or this one has as many customers as it may have.",
    "Delete a test clock that is no longer in use, or create another one for more customers.",
  ),
  faults_off: forbidden("This profile does not inject faults.", "Start the sandbox with `--profile sandbox`."),
  webhook_endpoint_limit: invalid(
    "The account has as many webhook endpoints as it may have.",
    "Delete one that is no longer in use.",
  ),

  // A request as a whole
  body_too_large: invalid("The body is too large.", "Send at most 1 MiB.", 413),
  request_malformed: invalid(
    "The request is not valid HTTP.",
    "Look at the request line, the headers and the length of the body.",
  ),
  request_timeout: invalid(
    "The request did not arrive in time.",
    "Send the headers within 10 s, all of it within 30 s.",
    408,
  ),
  headers_too_large: invalid("The headers are too large.", "Send at most 16 KiB of headers.", 431),
  content_type_unsupported: invalid(
    "The content type is not supported.",
    "Send `Content-Type: application/json`.",
    415,
  ),
  body_unparseable: invalid(
    "The body is not valid JSON.",
    "Check quotes, commas and encoding; the body must be one JSON object.",
    422,
  ),
  route_unknown: invalid(
    "There is no such route.",
    "Check the method and the path; the sandbox shows every route at `/reference`.",
    404,
  ),
  resource_missing: invalid(
    "There is no such resource.",
    "Check the id, and that the key belongs to the same account and mode.",
    404,
  ),
  event_gone: invalid(
    "The event is older than events are kept (30 days), and is gone.",
    "Read the resource itself; the events after it begin with the oldest of `GET /events`.",
    410,
  ),
  host_invalid: invalid(
    "The Host header is missing or malformed.",
    "Send the host and port that the sandbox listens on.",
  ),

  // Logging in on another device (RFC 8628)
  authorization_pending: invalid("Nobody has decided about the code yet.", "Ask again after `interval` seconds."),
  slow_down: invalid(
    "The device asked about the code too soon.",
    "From now on, wait 5 seconds longer than before between two requests.",
  ),
  access_denied: invalid("The login was denied.", "Begin again with a new code, if that was a mistake."),
  expired_token: invalid("The code has expired or was used.", "Begin again with a new code."),
  user_code_invalid: invalid(
    "The code is unknown, too old, or was decided already.",
    "Compare it with the one on the device: eight letters.",
  ),

  // A state
  last_owner: invalid(
    "An account with members needs an owner.",
    "Make another member an owner first: POST /auth/members/{id}.",
    409,
  ),
  payment_intent_unexpected_state: invalid(
    "The payment intent's status does not allow this.",
    "Look at `payment_intent.status` in the error: it says where the intent stands.",
  ),
  setup_intent_unexpected_state: invalid(
    "The setup intent's status does not allow this.",
    "Look at `setup_intent.status` in the error: it says where the intent stands.",
  ),
  payment_method_unexpected_state: invalid(
    "The payment method's state does not allow this.",
    "A method that was detached, or used once without a customer, is spent: create another one.",
  ),
  payment_method_currency_mismatch: invalid(
    "The payment method does not take this currency.",
    "Send the currency that the message names, or another payment method.",
  ),
  payment_intent_incompatible_payment_method: invalid(
    "The payment method is not of a type that the intent takes.",
    "Send a method of one of its `payment_method_types`, or change them.",
  ),
  charge_already_refunded: invalid(
    "The charge is refunded already.",
    "Nothing is left to refund: `amount_refunded` of the charge says how much was.",
  ),
  charge_not_captured: invalid("The charge was not captured.", "Capture its payment intent first."),
  charge_disputed: invalid(
    "The charge is disputed.",
    "What the payer claims back by the bank cannot be refunded too: see the charge's disputes.",
  ),
  state_conflict: invalid(
    "The resource's state does not allow this.",
    "Read the resource again and decide from its state.",
    409,
  ),
  snapshot_newer: invalid(
    "The snapshot was written by a newer version.",
    "Import it with that version of micro, or update this one.",
  ),
  snapshot_schema_mismatch: invalid(
    "The snapshot has other tables than this version.",
    "Import it with the version of micro that wrote it: `sandbox_version` in the file names it.",
  ),
  snapshot_damaged: invalid(
    "The snapshot's database cannot be read.",
    "Export it again; the file was changed or cut off on its way.",
  ),
  snapshot_limit: invalid("There are as many snapshots as there may be.", "Delete one that is no longer in use."),
  fork_limit: invalid("There are as many forks as there may be.", "End one with `DELETE /sandbox/forks/{id}`."),
  lock_timeout: invalid("Another request holds the resource.", "Send the request again.", 409),
  coupon_expired: invalid(
    "The coupon or promotion code can no longer be redeemed.",
    "Look at its `redeem_by`, `expires_at` and `max_redemptions`, and whether it is `active`; use another one.",
  ),

  ...ledgerErrors,

  // Idempotency
  idempotency_error: {
    status: 400,
    type: "idempotency_error",
    message: "The idempotency key was used before with other parameters or for another endpoint.",
    hint: "Use a new key for a new request.",
  },
  idempotency_key_in_use: invalid(
    "A request with this idempotency key is still running.",
    "Wait for its answer, then send the request again with the same key.",
    409,
  ),

  ...accessErrors,

  // A decline
  card_declined: card("The card was declined.", otherCard),
  expired_card: card("The card has expired.", otherCard),
  incorrect_cvc: card("The card's security code is incorrect.", "Ask for the code again, or test with `pm_card_visa`."),
  incorrect_number: card("The card number is incorrect.", "Ask for the number again, or test with 4242424242424242."),
  invalid_expiry_month: card("The card's expiry month is not valid.", "Send a month from 1 to 12."),
  invalid_expiry_year: card("The card's expiry year is not valid.", "Send a year that is not in the past."),
  invalid_cvc: card("The card's security code is not valid.", "Send three digits, or four for American Express."),
  authentication_required: card(
    "The payment needs the payer to authenticate.",
    "Bring the payer back and confirm again without `off_session`.",
  ),
  processing_error: card("An error occurred while processing the card.", "Try again in a little while."),
  payment_intent_authentication_failure: card(
    "The payer failed to authenticate.",
    "Confirm again with another payment method.",
  ),
  setup_intent_authentication_failure: card(
    "The payer failed to authenticate.",
    "Confirm again with another payment method.",
  ),

  // Another API's surface
  stripe_not_imitated: apiError("This part of Stripe's API is not imitated.", "docs/stripe.md lists what is.", 501),

  // Ours
  rate_limited: {
    status: 429,
    type: "rate_limit_error",
    message: "Too many requests.",
    hint: "Wait for the seconds in `Retry-After`, then send again.",
  },
  internal_error: apiError(
    "Something failed inside the sandbox.",
    "The sandbox's log has the cause under this request id.",
    500,
  ),
  circuit_open: apiError("The circuit breaker is open.", "Try again after the seconds in `Retry-After`."),
  disk_full: apiError(
    "There is no room left on the disk of the sandbox's file.",
    "Nothing was changed. Make room there, then send the request again.",
    507,
  ),
  provider_unavailable: apiError("The payment provider cannot be reached.", "Try again later."),
} as const satisfies Record<string, ErrorEntry>;

/** A code of the catalogue. */
export type ErrorCode = keyof typeof errorCatalogue;

/** Whether a value, such as what a caller sent as a name, is a code of the catalogue. */
export const isErrorCode = (value: unknown): value is ErrorCode =>
  typeof value === "string" && Object.hasOwn(errorCatalogue, value);

/** What an error looks like on the wire, inside `{"error": …}`. */
export interface ErrorBody {
  type: ErrorType;
  code: ErrorCode;
  /** The public sentence: what is wrong, and what to do. */
  message: string;
  /** The parameter at fault: `entries[1].amount`. */
  param?: string;
  /** Why the issuer declined, when it did. */
  decline_code?: string;
  /** The page about this code. */
  doc_url: string;
  /** Names this request in the sandbox's log. */
  request_id: string;
  /** The resource as it now stands, under its own name, where the code has one. */
  [resource: string]: unknown;
}
