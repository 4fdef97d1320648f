import { ApiError } from "./api-error.ts";
import { ConnectionError, type ConnectionErrorReason } from "./connection-error.ts";

const baseDelayMs = 250;
const delayMsMax = 5_000;
/** A longer `Retry-After` than this is the caller's to wait for. */
const retryAfterSecondsMax = 60;

const passing: Record<ConnectionErrorReason, boolean> = {
  refused: true,
  reset: true,
  dns: true,
  tls: false,
  timeout: true,
  closed: false,
  upgrade: false,
  protocol: false,
  events_gone: false,
  invalid_answer: false,
  unknown: true,
};

/**
 * How long to wait before another attempt, or `undefined` when another attempt would end the same way.
 */
export function retryDelayMs(
  error: ApiError | ConnectionError,
  retry: number,
  random: () => number,
): number | undefined {
  if (!mayPass(error)) return undefined;
  const delayMs = backoffMs(retry, delayMsMax, random);
  const asked = error instanceof ApiError ? error.retryAfterSeconds : undefined;
  if (asked === undefined) return delayMs;
  return asked > retryAfterSecondsMax ? undefined : Math.max(asked * 1000, delayMs);
}

/**
 * A delay that doubles with each retry, up to a limit, and is spread over its upper half, so that clients that failed
 * together do not return together.
 */
export const backoffMs = (retry: number, delayMsMax: number, random: () => number) =>
  Math.min(baseDelayMs * 2 ** retry, delayMsMax) * (0.5 + random() / 2);

function mayPass(error: ApiError | ConnectionError): boolean {
  if (error instanceof ConnectionError) return passing[error.reason] || (error.status ?? 0) >= 500;
  if (error.status === 409) return error.code === "lock_timeout" || error.code === "idempotency_key_in_use";
  // A replayed failure is stored under the idempotency key, and would be replayed again.
  return error.status === 429 || (error.status >= 500 && !error.idempotentReplayed);
}

/** Waits, or rejects with the signal's reason as soon as it is aborted. */
export function delay(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(abortReason(signal));
      return;
    }
    const abort = () => {
      clearTimeout(timer);
      reject(abortReason(signal));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", abort);
      resolve();
    }, ms);
    signal?.addEventListener("abort", abort, { once: true });
  });
}

/** What an aborted signal was aborted with: a `DOMException` named `AbortError` unless the caller gave a reason. */
export function abortReason(signal: AbortSignal | undefined): Error {
  const reason: unknown = signal?.reason;
  return reason instanceof Error ? reason : new DOMException(String(reason), "AbortError");
}
