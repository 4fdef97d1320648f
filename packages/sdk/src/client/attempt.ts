import { ConnectionError, toConnectionError } from "./connection-error.ts";
import { abortReason } from "./retry.ts";
import type { TransportRequest } from "./transport.ts";

/** What ends one attempt: the caller's signal, the time it may take, the close of the client. */
export interface Attempt {
  signal: AbortSignal;
  abort(reason: Error): void;
  /** It has begun to be answered in time. */
  stopTimer(): void;
  /** It is over. */
  settle(): void;
  /** The error that a failure of it stands for. */
  fail(error: unknown): unknown;
}

/** Begins an attempt. Throws the signal's reason when it is too late for one. */
export function beginAttempt(
  { signal, timeoutMs }: Pick<TransportRequest, "signal" | "timeoutMs">,
  baseUrl: string,
): Attempt {
  if (signal?.aborted) throw abortReason(signal);
  const controller = new AbortController();
  const abort = () => controller.abort(abortReason(signal));
  signal?.addEventListener("abort", abort, { once: true });
  const expire = () => controller.abort(new ConnectionError("timeout", baseUrl));
  const timer = timeoutMs > 0 ? setTimeout(expire, timeoutMs) : undefined;
  return {
    signal: controller.signal,
    abort: (reason) => controller.abort(reason),
    stopTimer: () => clearTimeout(timer),
    settle: () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    },
    fail: (error) => (controller.signal.aborted ? abortReason(controller.signal) : toConnectionError(error, baseUrl)),
  };
}
