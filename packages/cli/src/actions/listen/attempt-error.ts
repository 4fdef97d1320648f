import type { AttemptError } from "@micro/sdk";

const reasons: Readonly<Record<string, AttemptError>> = {
  ECONNREFUSED: "connection_refused",
  ECONNRESET: "connection_reset",
  EPIPE: "connection_reset",
  UND_ERR_SOCKET: "connection_reset",
  ENOTFOUND: "dns_failure",
  EAI_AGAIN: "dns_failure",
  ETIMEDOUT: "timeout",
  UND_ERR_CONNECT_TIMEOUT: "timeout",
  UND_ERR_HEADERS_TIMEOUT: "timeout",
  UND_ERR_BODY_TIMEOUT: "timeout",
  CERT_HAS_EXPIRED: "tls_failure",
  DEPTH_ZERO_SELF_SIGNED_CERT: "tls_failure",
  EPROTO: "tls_failure",
  SELF_SIGNED_CERT_IN_CHAIN: "tls_failure",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "tls_failure",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "tls_failure",
};

const sentences: Partial<Record<AttemptError, string>> = {
  connection_refused: "nothing listens there",
  connection_reset: "the receiver closed the connection without an answer",
  dns_failure: "the host name is unknown",
};

/** An error without an answer as a phrase, where it is a common one: what the network layer says names its calls. */
export const phraseOf = (error: string | null): string | undefined =>
  Object.entries(sentences).find(([reason]) => reason === error)?.[1];

/** Why no answer came, as a word and as a phrase. */
export function classify(error: unknown, timeoutMs: number): { reason: AttemptError; message: string } {
  if (!(error instanceof Error)) return { reason: "unknown", message: String(error) };
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (error.name === "TimeoutError" || reasons[code] === "timeout") {
    return { reason: "timeout", message: `no answer within ${timeoutMs / 1000} s` };
  }
  const isTls = code.startsWith("ERR_TLS") || code.startsWith("ERR_SSL");
  const reason = isTls ? "tls_failure" : (reasons[code] ?? "unknown");
  if (reason === "tls_failure") return { reason, message: `TLS failed: ${error.message}` };
  return { reason, message: sentences[reason] ?? (error.message || code) };
}
