import { errorCatalogue, type ErrorBody } from "@micro/sdk/contract";

import { DomainError } from "../platform/errors.ts";

/** What a surface sends back, whatever its wire. */
export interface Answer {
  status: number;
  /** JSON, unless `contentType` says otherwise. */
  body: string;
  contentType?: string;
  /** The body, where it is too long for one string: `body` is empty then. */
  chunks?: AsyncIterable<string>;
  headers: Record<string, string>;
  /** On purpose: the connection breaks in place of the answer, or in the middle of it. */
  broken?: "reset" | "cut_off" | undefined;
  /** Whether a payer is answered, by a publishable key: another wire than the native one may have to hide more. */
  isForPayer?: boolean;
  /** The code of the error, if it is one. */
  code: string | null;
}

/** The answer for a failure. What is not a `DomainError` is a defect: the caller learns the request's id only. */
export function errorAnswer(cause: unknown, requestId: string): Answer {
  const error = cause instanceof DomainError ? cause : new DomainError("internal_error");
  const { status, type, hint } = errorCatalogue[error.code];
  const { message = error.message, param, declineCode, resource, retryAfterSeconds } = error.details;
  const body: ErrorBody = {
    type,
    code: error.code,
    message: type === "card_error" ? message : `${message} ${hint}`,
    ...(param !== undefined && { param }),
    ...(declineCode !== undefined && { decline_code: declineCode }),
    ...resource,
    doc_url: `/docs/errors/${error.code}`,
    request_id: requestId,
  };
  const headers = retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) };
  return { status, body: JSON.stringify({ error: body }), headers, code: error.code };
}
