import type { Clock } from "../platform/clock.ts";
import { DomainError } from "../platform/errors.ts";
import { limits } from "../platform/limits.ts";

/** So many requests in each window of time. */
export interface Rate {
  limit: number;
  windowSeconds: number;
}

/** Where a caller stands in the current window. */
export interface Standing {
  headers: Record<string, string>;
  /** Seconds to wait, when the limit is exceeded. */
  retryAfterSeconds: number | undefined;
}

/** Counts one more request of a caller. */
export type CountRequest = (caller: string) => Standing;

/**
 * Makes a fixed window: every caller begins anew when the clock enters the next one. Without a rate nobody is refused, and
 * the headers announce a limit that nobody reaches (draft-ietf-httpapi-ratelimit-headers-03).
 */
export function createRateLimit(clock: Clock, rate: Rate | undefined): CountRequest {
  const { limit, windowSeconds } = rate ?? {
    limit: limits.rateLimitAnnounced,
    windowSeconds: limits.rateLimitWindowSeconds,
  };
  const policy = `${limit};w=${windowSeconds}`;
  const counts = new Map<string, number>();
  let current = -1;

  return (caller) => {
    const now = clock.seconds();
    const window = Math.floor(now / windowSeconds);
    if (window !== current) {
      counts.clear();
      current = window;
    }
    const key = counts.has(caller) || counts.size < limits.rateLimitKeysMax ? caller : "others";
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    const reset = (window + 1) * windowSeconds - now;
    return {
      headers: {
        "ratelimit-limit": String(limit),
        "ratelimit-remaining": String(Math.max(0, limit - count)),
        "ratelimit-reset": String(reset),
        "ratelimit-policy": policy,
      },
      retryAfterSeconds: rate && count > limit ? reset : undefined,
    };
  };
}

/** Throws when the caller is over the limit. */
export function assertWithin({ retryAfterSeconds }: Standing): void {
  if (retryAfterSeconds !== undefined) throw new DomainError("rate_limited", { retryAfterSeconds });
}
