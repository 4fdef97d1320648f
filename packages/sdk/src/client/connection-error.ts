/** Why the sandbox could not be reached, or its answer not be read. */
export type ConnectionErrorReason =
  | "refused"
  | "reset"
  | "dns"
  | "tls"
  | "timeout"
  | "closed"
  | "upgrade"
  | "protocol"
  | "events_gone"
  | "invalid_answer"
  | "unknown";

const advice: Record<ConnectionErrorReason, string> = {
  refused: "Nothing listens there. Start the sandbox with `micro sandbox start`, or correct the base URL.",
  reset: "The connection broke before the answer was complete. See in the sandbox's log whether it stopped.",
  dns: "The host name cannot be resolved. Correct the base URL.",
  tls: "The encrypted connection failed. The sandbox speaks plain http: correct the base URL, or look at the proxy.",
  timeout: "No answer came in time. See whether the sandbox is busy or stopped, or raise `timeoutMs`.",
  closed: "The client was closed. Create another one with `createClient`.",
  upgrade: "Requests are answered, but no WebSocket opens at /ws. Look at the proxy between.",
  protocol: "Correct what was asked of the stream; if that was right, use the SDK and the sandbox of the same version.",
  events_gone:
    "The events that follow `after` are older than events are kept. Begin with `after: 0`, the oldest there is.",
  invalid_answer: "What answered is not the API of the sandbox. Correct the base URL, or look at the proxy.",
  unknown: "The connection failed; `cause` says more.",
};

/** There is no answer: the sandbox could not be reached, or what came back is not an answer of its API. */
export class ConnectionError extends Error {
  override readonly name = "ConnectionError";
  /** What kind of failure it is, for programs. */
  readonly reason: ConnectionErrorReason;
  /** The HTTP status, when there was an answer that could not be read. */
  readonly status: number | undefined;

  constructor(
    reason: ConnectionErrorReason,
    url: string,
    options: { cause?: unknown; status?: number; detail?: string | undefined } = {},
  ) {
    const said = options.detail === undefined ? advice[reason] : `${options.detail} ${advice[reason]}`;
    super(`No answer from ${url}: ${said}`, "cause" in options ? { cause: options.cause } : undefined);
    this.reason = reason;
    this.status = options.status;
  }
}

const reasons = new Map<string, ConnectionErrorReason>(
  Object.entries({
    ECONNREFUSED: "refused",
    ConnectionRefused: "refused",
    ECONNRESET: "reset",
    ConnectionClosed: "reset",
    EPIPE: "reset",
    UND_ERR_SOCKET: "reset",
    ENOTFOUND: "dns",
    EAI_AGAIN: "dns",
    EAI_FAIL: "dns",
    ETIMEDOUT: "timeout",
    UND_ERR_CONNECT_TIMEOUT: "timeout",
    UND_ERR_HEADERS_TIMEOUT: "timeout",
    UND_ERR_BODY_TIMEOUT: "timeout",
    UND_ERR_CLOSED: "closed",
    UND_ERR_DESTROYED: "closed",
  }),
);

/** Turns what a platform's network layer throws into a `ConnectionError`, by the codes along its chain of causes. */
export function toConnectionError(error: unknown, url: string): ConnectionError {
  if (error instanceof ConnectionError) return error;
  let reason: ConnectionErrorReason = "unknown";
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const code = "code" in cause && typeof cause.code === "string" ? cause.code : "";
    // The innermost code that is known tells most: a broken socket may have failed for its certificate.
    reason = reasons.get(code) ?? (/TLS|SSL|CERT|VERIFY|EPROTO/.test(code) ? "tls" : reason);
  }
  return new ConnectionError(reason, url, { cause: error });
}
