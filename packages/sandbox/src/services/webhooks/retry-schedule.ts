const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** How long each attempt waits after the one before, in milliseconds; the first is made at once. */
export const attemptDelaysMs = [
  0,
  5 * second,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour,
] as const;

const jitter = 0.2;

/** Attempts fall on a grid of a hundredth of their delay, so that those of many deliveries are made together. */
const gridPerDelay = 100;

/** What decides on the next attempt. */
export interface AttemptsMade {
  /** How many attempts of the schedule were made. */
  made: number;
  /** Decides on the jitter: from 0 up to 1. */
  fraction: number;
  /** What the receiver asked for by `Retry-After`. */
  retryAfterMs?: number | undefined;
}

/**
 * When the next attempt is due, in milliseconds since the epoch: after the delay of the schedule, up to a fifth more or
 * less; undefined when all were made. A receiver that asks for a time is attempted no earlier than that, held between the
 * delay and twice the delay.
 */
export function nextAttemptAt({ made, fraction, retryAfterMs }: AttemptsMade, nowMs: number): number | undefined {
  const delay = attemptDelaysMs[made];
  if (delay === undefined) return undefined;
  const wanted = nowMs + delay * (1 + jitter * (2 * fraction - 1));
  const grid = delay / gridPerDelay;
  const later = Math.ceil(wanted / grid) * grid;
  const drawn = later > nowMs + delay * (1 + jitter) ? later - grid : later;
  const asked = retryAfterMs === undefined ? 0 : Math.min(Math.max(retryAfterMs, delay), 2 * delay);
  return Math.ceil(Math.max(drawn, nowMs + asked));
}
