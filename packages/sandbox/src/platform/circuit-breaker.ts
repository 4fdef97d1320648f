import type { circuitStates } from "@micro/sdk/contract";

import { stopwatch } from "./real-clock.ts";
import { DomainError } from "./errors.ts";
import { limits } from "./limits.ts";

/** Lets work through, refuses it, or lets one through to see. */
export type CircuitState = (typeof circuitStates)[number];

/** Stands in front of something that can fail, and spares it and its callers while it does. */
export interface CircuitBreaker {
  state(): CircuitState;
  /** Does the work, or throws `circuit_open`. Work that throws, or whose result is a failure, counts. */
  run<T>(work: () => Promise<T>, isFailure: (outcome: { result: T } | { cause: unknown }) => boolean): Promise<T>;
}

/** The breakers of one sandbox, by name. */
export interface Circuits {
  get(name: string): CircuitBreaker;
  states(): Record<string, CircuitState>;
  /** Closes all, for a history that begins anew: what failed may have been the one before. */
  reset(): void;
}

/**
 * Makes the breakers of one sandbox; each begins closed when it is first asked for. They count by the real time that has
 * passed, however the sandbox's clock stands: what they wait for is the machine.
 */
export function createCircuits(elapsedMs: () => number = stopwatch()): Circuits {
  const breakers = new Map<string, ReturnType<typeof createCircuitBreaker>>();
  return {
    get: (name) => {
      const breaker = breakers.get(name) ?? createCircuitBreaker(elapsedMs);
      breakers.set(name, breaker);
      return breaker;
    },
    states: () => Object.fromEntries([...breakers].map(([name, breaker]) => [name, breaker.state()])),
    reset: () => {
      for (const breaker of breakers.values()) breaker.reset();
    },
  };
}

/**
 * Opens after failures in a row, refuses for a while, then lets one through: by its outcome it closes, or opens for as long
 * again.
 */
function createCircuitBreaker(elapsedMs: () => number): CircuitBreaker & { reset: () => void } {
  let failures = 0;
  let openUntil: number | undefined;
  let probing = false;

  const state = (): CircuitState => {
    if (openUntil === undefined) return "closed";
    return elapsedMs() < openUntil ? "open" : "half_open";
  };
  const count = (failed: boolean) => {
    failures = failed ? failures + 1 : 0;
    if (!failed) openUntil = undefined;
    else if (failures >= limits.gatewayFailuresMax) openUntil = elapsedMs() + limits.gatewayOpenMs;
  };

  return {
    state,
    reset: () => {
      failures = 0;
      openUntil = undefined;
    },
    run: async (work, isFailure) => {
      const before = state();
      if (before === "open" || (before === "half_open" && probing)) {
        const waitMs = Math.max((openUntil ?? 0) - elapsedMs(), 1000);
        throw new DomainError("circuit_open", { retryAfterSeconds: Math.ceil(waitMs / 1000) });
      }
      if (before === "half_open") probing = true;
      try {
        const result = await work();
        count(isFailure({ result }));
        return result;
      } catch (cause) {
        count(isFailure({ cause }));
        throw cause;
      } finally {
        if (before === "half_open") probing = false;
      }
    },
  };
}
