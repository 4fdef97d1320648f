import type { AttemptError } from "@micro/sdk/contract";

import { AddressNotAllowedError, TimeoutError } from "./egress.ts";

/** Why an attempt failed, as a word and as a sentence. */
export interface Failure {
  error: AttemptError;
  errorMessage: string;
}

const errorsByCode: Record<string, AttemptError> = {
  ECONNREFUSED: "connection_refused",
  ECONNRESET: "connection_reset",
  ECONNABORTED: "connection_reset",
  EPIPE: "connection_reset",
  UND_ERR_SOCKET: "connection_reset",
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "protocol_error",
  UND_ERR_HEADERS_OVERFLOW: "protocol_error",
  ENOTFOUND: "dns_failure",
  EAI_AGAIN: "dns_failure",
  EAI_FAIL: "dns_failure",
  UND_ERR_CONNECT_TIMEOUT: "timeout",
  UND_ERR_HEADERS_TIMEOUT: "timeout",
  UND_ERR_BODY_TIMEOUT: "timeout",
  ETIMEDOUT: "timeout",
  ABORT_ERR: "timeout",
};

const tlsCodes = /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|EPROTO)/;

/** What the client says of a switched protocol, and of a 100 that it did not ask for. */
const notHttp = new Set(["bad upgrade", "bad response"]);

/** What a status says of a delivery: only 2xx takes it. */
export function judgeStatus(status: number): AttemptError | null {
  if (status >= 200 && status < 300) return null;
  return status >= 300 && status < 400 ? "redirect" : "status";
}

/** Why there was no whole answer. */
export function classifyFailure(cause: unknown): Failure {
  const error: unknown = cause instanceof AggregateError ? cause.errors[0] : cause;
  const errorMessage = error instanceof Error ? error.message : String(error);
  if (error instanceof AddressNotAllowedError) return { error: "url_not_allowed", errorMessage };
  if (!(error instanceof Error)) return { error: "unknown", errorMessage };
  if (error instanceof TimeoutError) return { error: "timeout", errorMessage };
  const code = "code" in error ? String(error.code) : "";
  if (tlsCodes.test(code)) return { error: "tls_failure", errorMessage };
  if (error.name === "HTTPParserError" || notHttp.has(error.message)) return { error: "protocol_error", errorMessage };
  const inner = errorsByCode[code];
  if (inner === undefined && error.cause !== undefined) return { ...classifyFailure(error.cause), errorMessage };
  return { error: inner ?? "unknown", errorMessage };
}
