import { errorCatalogue, isErrorCode, type ErrorBody, type ErrorCode, type ErrorType } from "../contract/errors.ts";
import type { PaymentIntent } from "../contract/index.ts";
import { ConnectionError } from "./connection-error.ts";
import { singleHeader, type TransportResponse } from "./transport.ts";

/** What the constructor of an `ApiError` takes besides the error itself. */
export interface ApiErrorContext {
  /** The HTTP status. */
  status: number;
  /** Whether this is the stored answer to an earlier request with the same idempotency key. */
  idempotentReplayed?: boolean;
  /** The seconds that the sandbox asks to wait for before the next request. */
  retryAfterSeconds?: number | undefined;
}

/** The sandbox answered with an error. Each type of the catalogue has its own subclass. */
export class ApiError extends Error {
  override readonly name: string = "ApiError";
  /** The HTTP status. */
  readonly status: number;
  /** The kind of failure; the subclass says the same. */
  readonly type: ErrorType;
  /** The exact failure: a key of `errorCatalogue`. */
  readonly code: ErrorCode;
  /** The parameter at fault (`entries[1].amount`), if there is one. */
  readonly param: string | undefined;
  /** What to do next, from the catalogue. Empty for a code that this version does not know. */
  readonly hint: string;
  /** The page about the code. */
  readonly docUrl: string;
  /** Names the request in the sandbox's log. */
  readonly requestId: string;
  /** Whether this is the stored answer to an earlier request with the same idempotency key. */
  readonly idempotentReplayed: boolean;
  /** The seconds that the sandbox asks to wait for before the next request. */
  readonly retryAfterSeconds: number | undefined;
  /** The error as it was sent, with the resource as it now stands where the code has one. */
  readonly body: ErrorBody;

  constructor(body: ErrorBody, context: ApiErrorContext) {
    super(body.message);
    this.status = context.status;
    this.type = body.type;
    this.code = body.code;
    this.param = body.param;
    this.hint = isErrorCode(body.code) ? errorCatalogue[body.code].hint : "";
    this.docUrl = body.doc_url;
    this.requestId = body.request_id;
    this.idempotentReplayed = context.idempotentReplayed ?? false;
    this.retryAfterSeconds = context.retryAfterSeconds;
    this.body = body;
  }
}

/** The card was declined (402). */
export class CardError extends ApiError {
  override readonly name = "CardError";
  /** Why the issuer declined, when it did. */
  readonly declineCode = this.body.decline_code;
  /** The payment intent as it stands after the decline. */
  readonly paymentIntent = paymentIntentOf(this.body);
}
/** A parameter is wrong, a resource is missing, or a state forbids it (400, 404, 409, 413, 415, 422). */
export class InvalidRequestError extends ApiError {
  override readonly name = "InvalidRequestError";
}
/** The credentials are missing, malformed, expired or revoked (401). */
export class AuthenticationError extends ApiError {
  override readonly name = "AuthenticationError";
}
/** The credentials do not allow it (403). */
export class PermissionError extends ApiError {
  override readonly name = "PermissionError";
}
/** The idempotency key was used before for another request (400). */
export class IdempotencyError extends ApiError {
  override readonly name = "IdempotencyError";
}
/** Too many requests (429). */
export class RateLimitError extends ApiError {
  override readonly name = "RateLimitError";
}
/** The sandbox failed (500), has no room on its disk (507) or is not available for the moment (503). */
export class ApiServerError extends ApiError {
  override readonly name = "ApiServerError";
}

const classes: Record<ErrorType, typeof ApiError> = {
  api_error: ApiServerError,
  authentication_error: AuthenticationError,
  card_error: CardError,
  idempotency_error: IdempotencyError,
  invalid_request_error: InvalidRequestError,
  permission_error: PermissionError,
  rate_limit_error: RateLimitError,
};

/** The error for an answer whose status is not 2xx: a `ConnectionError` if the answer is not in the form of the API's errors. */
export function errorFromResponse(response: TransportResponse, url: string): ApiError | ConnectionError {
  const { status } = response;
  const body = parseErrorBody(response.text);
  if (!body) return new ConnectionError("invalid_answer", url, { status });
  const seconds = Number(singleHeader(response, "retry-after") ?? Number.NaN);
  const Class = Object.hasOwn(classes, body.type) ? classes[body.type] : ApiError;
  return new Class(body, {
    status,
    idempotentReplayed: singleHeader(response, "idempotent-replayed") === "true",
    retryAfterSeconds: seconds >= 0 ? seconds : undefined,
  });
}

function parseErrorBody(text: string): ErrorBody | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  const error = property(parsed, "error");
  return isErrorBody(error) ? error : undefined;
}

const isErrorBody = (value: unknown): value is ErrorBody =>
  typeof property(value, "type") === "string" && typeof property(value, "message") === "string";

function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Object.getOwnPropertyDescriptor(value, name)?.value : undefined;
}

/** The API sends the resource of an error under its own name and in the form that the contract gives it. */
function paymentIntentOf(body: ErrorBody): PaymentIntent | undefined {
  return body["payment_intent"] as PaymentIntent | undefined;
}
