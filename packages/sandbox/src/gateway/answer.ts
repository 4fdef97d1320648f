import { errorCatalogue, TextDocument, type ErrorBody, type Operation } from "@micro/sdk/contract";
import { Check } from "typebox/value";

import { DomainError } from "../platform/errors.ts";
import { isTextStream } from "../platform/text-stream.ts";

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

/** The answer for what a verb returned, which may be an error whose work is kept. */
export function resultAnswer(operation: Operation, result: unknown, requestId: string): Answer {
  return result instanceof DomainError ? errorAnswer(result, requestId) : successAnswer(operation, result);
}

/** The answer for the result of an operation: JSON, or a text where the operation may answer with one and the result is one. */
export function successAnswer(operation: Operation, result: unknown): Answer {
  const base = { status: operation.status ?? 200, headers: {}, code: null };
  if (isTextStream(result)) return { ...base, body: "", chunks: result.chunks, contentType: result.content_type };
  if (operation.produces && Check(TextDocument, result)) {
    return { ...base, body: result.text, contentType: result.content_type };
  }
  return { ...base, body: JSON.stringify(result) };
}

/** The stored answer of an earlier call, or the refusal of a key that was used for another. */
export function replayAnswer(replay: Answer | DomainError, requestId: string): Answer {
  return replay instanceof DomainError ? errorAnswer(replay, requestId) : replay;
}
