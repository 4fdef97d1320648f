/** The kinds of failure that a client tells apart; each code belongs to one. */
export type ErrorType =
  | "api_error"
  | "authentication_error"
  | "card_error"
  | "idempotency_error"
  | "invalid_request_error"
  | "permission_error"
  | "rate_limit_error";

interface ErrorEntry {
  /** The HTTP status. */
  status: number;
  type: ErrorType;
  /** The public sentence, when the place that raises the error has nothing more exact to say. */
  message: string;
  /** What to do next. */
  hint: string;
}

const invalid = (message: string, hint: string, status = 400) =>
  ({ status, type: "invalid_request_error", message, hint }) as const;
const card = (message: string, hint: string) => ({ status: 402, type: "card_error", message, hint }) as const;
const credentials = (message: string, hint: string) =>
  ({ status: 401, type: "authentication_error", message, hint }) as const;

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
  parameter_invalid_integer: invalid("A parameter is not a valid integer.", "Send a whole number, without quotes."),
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
    "Use a loopback URL such as http://127.0.0.1:3000/webhook, or start the sandbox with `--egress public`.",
  ),
  fault_limit: invalid("There are as many rules for faults as there may be.", "Delete one that is no longer in use."),
  test_clock_limit: invalid(
    "There are as many test clocks as there may be, or as many customers live by this one.",
    "Delete a test clock that is no longer in use, or create another one for more customers.",
  ),
  faults_off: {
    status: 403,
    type: "permission_error",
    message: "With this profile nothing goes wrong on purpose.",
    hint: "Start the sandbox with `--profile sandbox`.",
  },
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
    "Check the method and the path; the API's routes are in the documentation.",
    404,
  ),
  resource_missing: invalid(
    "There is no such resource.",
    "Check the id, and that the key belongs to the same account and mode.",
    404,
  ),
  event_gone: invalid(
    "The event is older than events are kept (30 days), and is gone.",
    "Read the resource itself; the events behind it begin with the oldest of `GET /events`.",
    410,
  ),
  host_invalid: invalid(
    "The Host header is missing or malformed.",
    "Send the host and port that the sandbox listens on.",
  ),

  // Logging in on another device (RFC 8628)
  authorization_pending: invalid("Nobody has decided about the code yet.", "Ask again after `interval` seconds."),
  slow_down: invalid(
    "The code was asked about too soon.",
    "Wait 5 seconds longer than before between two questions, from now on.",
  ),
  access_denied: invalid("The login was denied.", "Begin again with a new code, if that was a mistake."),
  expired_token: invalid("The code has expired or was used.", "Begin again with a new code."),
  user_code_invalid: invalid(
    "The code is unknown, decided, or too old.",
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
  snapshot_limit: invalid("As many snapshots are kept as may be.", "Delete one that is no longer in use."),
  fork_limit: invalid("As many forks run as may.", "End one with `DELETE /sandbox/forks/{id}`."),
  lock_timeout: invalid("Another request holds the resource.", "Send the request again.", 409),

  // The ledger
  account_code_taken: invalid(
    "The code is in use by another account of this holder.",
    "Use the account that has it, or choose another code.",
    409,
  ),
  account_name_taken: invalid(
    "The name is in use by another account of this holder.",
    "Use the account that has it, or choose another name.",
    409,
  ),
  account_reserved: invalid(
    "The account belongs to the chart of accounts that payments post to.",
    "Choose another code or name, or name a holder with `user_id`.",
    409,
  ),
  account_closed: invalid(
    "The account is closed and takes no entries.",
    "Use another account, or open this one again with POST /ledger/accounts/{id}/reopen.",
  ),
  account_has_holds: invalid(
    "The account has holds that are still pending.",
    "Post or void the pending transactions first.",
    409,
  ),
  entries_too_few: invalid(
    "A transaction has at least two entries.",
    "Add the other side: what one account gives, another takes.",
  ),
  entries_too_many: invalid("A transaction has at most 500 entries.", "Record several transactions, or a batch."),
  amount_zero: invalid("An entry's amount is never zero.", "Leave the entry out."),
  amount_out_of_range: invalid(
    "The amount is beyond the range of exact integers (±(2^53 − 1)).",
    "Send an integer of the minor unit within the range.",
  ),
  transaction_unbalanced: invalid(
    "The entries do not sum to zero in each currency.",
    "Debits are positive and credits negative: add the entry that is missing.",
  ),
  currency_unbalanced: invalid(
    "The entries are in several currencies and do not sum to zero in each.",
    "Nothing is converted silently: add a liquidity account in each currency that takes one side and gives the other.",
  ),
  exchange_rate_mismatch: invalid(
    "No debit and credit of the two currencies are related by the rate.",
    "Correct the rate or the amounts; they may differ by less than one minor unit.",
  ),
  reference_conflict: invalid(
    "The reference is in use by a transaction with other content.",
    "Use a new `reference_id`, or send the same content to get the first transaction back.",
    409,
  ),
  balance_insufficient: invalid(
    "The account's balance would fall below zero.",
    "Take less. Only an account of the ledger that is opened with `allow_negative: true` may be overdrawn.",
  ),
  balance_below_minimum: invalid(
    "The account's balance, less what is held, would fall below its `min_balance`.",
    "Post a smaller amount.",
  ),
  balance_above_maximum: invalid(
    "The account's balance, with what is held, would rise above its `max_balance`.",
    "Post a smaller amount.",
  ),
  balance_out_of_range: invalid(
    "A balance would leave the range of exact integers (±(2^53 − 1)).",
    "Post a smaller amount.",
  ),
  coupon_expired: invalid(
    "The coupon or promotion code can no longer be redeemed.",
    "Look at its `redeem_by`, `expires_at` and `max_redemptions`, and whether it is `active`; use another one.",
  ),
  currency_mismatch: invalid(
    "The currency is not the account's.",
    "Use an account of that currency, or one without a fixed currency.",
  ),
  transaction_not_pending: invalid(
    "The transaction was recorded at once: there is nothing to post or to void.",
    "Reverse it instead.",
    409,
  ),
  hold_already_posted: invalid(
    "The pending transaction was posted already.",
    "Look at `ledger_transaction` in the error; reverse it to undo it.",
    409,
  ),
  hold_already_voided: invalid("The pending transaction was voided already.", "Record a new transaction.", 409),
  hold_expired: invalid("The pending transaction has expired.", "Record a new transaction.", 409),
  hold_amount_exceeded: invalid(
    "The amount is more than the transaction holds.",
    "Post less, or leave `amount` out to post it in full.",
  ),
  hold_amount_indivisible: invalid(
    "The hold cannot be posted in part in this proportion without rounding.",
    "Post it in full, or void it and record the entries you want.",
  ),
  transaction_already_reversed: invalid(
    "The transaction was reversed already.",
    "Look at `ledger_transaction.reversed_by` in the error.",
    409,
  ),
  transaction_not_reversible: invalid(
    "The transaction moved no balance, so there is nothing to reverse.",
    "Void it while it is pending.",
    409,
  ),
  journal_unreadable: invalid(
    "A line of the journal is not a transaction.",
    'Each line is `{"id","date","postings":[{"account","currency","amount"}]}`, with integers of the minor unit.',
  ),

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

  // Credentials
  credentials_missing: credentials(
    "No credentials were sent.",
    "Send `Authorization: Bearer sk_test_…`; `micro whoami` shows the key in use.",
  ),
  api_key_malformed: credentials("The API key is malformed: its checksum does not fit.", "Copy the key again, whole."),
  api_key_invalid: credentials(
    "The API key is unknown to this sandbox.",
    "Use the key that `micro sandbox status` prints, or run `micro login`.",
  ),
  api_key_expired: credentials("The API key has expired.", "Create a new one with POST /auth/api_keys."),
  api_key_revoked: credentials("The API key was revoked.", "Create a new one with POST /auth/api_keys."),
  token_invalid: credentials("The session token is not valid.", "Log in again: POST /auth/login."),
  token_expired: credentials("The session token has expired.", "Get a new one: POST /auth/refresh, or log in again."),
  page_session_missing: credentials(
    "This browser was not let in.",
    "Type `micro open` in the terminal, then load the page again. Programs send `Authorization: Bearer sk_test_…`.",
  ),
  session_required: credentials(
    "This operation takes the token of a session, not an API key.",
    "Log in with POST /auth/login and send the token as Bearer.",
  ),
  api_key_required: credentials(
    "This operation takes an API key, not the token of a session.",
    "Create a key with POST /auth/api_keys and send it as Bearer.",
  ),
  client_secret_required: credentials(
    "This operation takes the client secret of an intent, a session or a link.",
    "Send the secret that the page's URL ends in, as Bearer.",
  ),
  client_secret_invalid: credentials(
    "The client secret is not one of this sandbox.",
    "Read the resource again: its secret may be of before a reset.",
  ),
  login_failed: credentials("The email or the password is wrong.", "Check both, or register: POST /auth/register."),
  refresh_token_invalid: credentials(
    "The refresh token is unknown, used or expired.",
    "Log in again: POST /auth/login.",
  ),

  // Permission
  role_insufficient: {
    status: 403,
    type: "permission_error",
    message: "Your role in this account does not allow this.",
    hint: "Ask an owner of the account.",
  },
  email_unverified: {
    status: 403,
    type: "permission_error",
    message: "The email address is not verified yet.",
    hint: "Follow the link in the mail: `GET /sandbox/inbox` has it.",
  },
  scope_missing: {
    status: 403,
    type: "permission_error",
    message: "The key does not have the scope that this operation needs.",
    hint: "Use a key that has it, or one without restrictions.",
  },
  sandbox_account_required: {
    status: 403,
    type: "permission_error",
    message: "This is about the whole sandbox, and only the sandbox's own account may do it.",
    hint: "Use the key that `micro sandbox status` shows.",
  },
  mode_forbidden: {
    status: 403,
    type: "permission_error",
    message: "The key's mode does not allow this.",
    hint: "Use a key of the other mode.",
  },
  account_invalid: {
    status: 403,
    type: "permission_error",
    message: "These credentials cannot act for that account.",
    hint: "Name an account that the platform has opened in this mode and has not parted from.",
  },
  host_forbidden: {
    status: 403,
    type: "permission_error",
    message: "The Host header names another machine.",
    hint: "Call the sandbox as 127.0.0.1 or localhost.",
  },
  origin_forbidden: {
    status: 403,
    type: "permission_error",
    message: "A web page of another origin may not call the sandbox.",
    hint: "Call it from your server, not from a page.",
  },

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
  stripe_not_imitated: {
    status: 501,
    type: "api_error",
    message: "This part of Stripe's API is not imitated.",
    hint: "docs/stripe.md lists what is.",
  },

  // Ours
  rate_limited: {
    status: 429,
    type: "rate_limit_error",
    message: "Too many requests.",
    hint: "Wait for the seconds in `Retry-After`, then send again.",
  },
  internal_error: {
    status: 500,
    type: "api_error",
    message: "Something failed inside the sandbox.",
    hint: "The sandbox's log has the cause under this request id.",
  },
  circuit_open: {
    status: 503,
    type: "api_error",
    message: "The circuit breaker is open.",
    hint: "Try again after the seconds in `Retry-After`.",
  },
  provider_unavailable: {
    status: 503,
    type: "api_error",
    message: "The payment provider cannot be reached.",
    hint: "Try again later.",
  },
} as const satisfies Record<string, ErrorEntry>;

/** A code of the catalogue. */
export type ErrorCode = keyof typeof errorCatalogue;

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
