import type { Attempt } from "@micro/sdk";

/** One thing that an attempt had otherwise than the one before. */
export interface Difference {
  what: string;
  before: string | null;
  after: string | null;
}

/** What changed from each attempt to the next, oldest first. */
export interface AttemptDifference {
  from: string;
  to: string;
  seconds_between: number;
  differences: Difference[];
}

/**
 * Compares each attempt with the one before it at the same delivery, or at the same forward of a listener: status, error,
 * headers that were sent, and the answer.
 */
export function diffAttempts(attempts: readonly Attempt[]): AttemptDifference[] {
  const last = new Map<string, Attempt>();
  return attempts.toReversed().flatMap((attempt) => {
    const way = attempt.delivery ?? `${attempt.event} ${attempt.url}`;
    const before = last.get(way);
    last.set(way, attempt);
    if (!before) return [];
    return {
      from: before.id,
      to: attempt.id,
      seconds_between: attempt.created - before.created,
      differences: compare(valuesOf(before), valuesOf(attempt)),
    };
  });
}

const valuesOf = (attempt: Attempt): Record<string, string | null> => ({
  url: attempt.url,
  status: attempt.status_code === null ? null : String(attempt.status_code),
  error: attempt.error,
  message: attempt.error_message,
  ...Object.fromEntries(Object.entries(attempt.request_headers).map(([name, value]) => [`header ${name}`, value])),
  answer: attempt.response_body,
});

function compare(before: Record<string, string | null>, after: Record<string, string | null>): Difference[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((what) => {
    const [old, now] = [before[what] ?? null, after[what] ?? null];
    return old === now ? [] : [{ what, before: old, after: now }];
  });
}
