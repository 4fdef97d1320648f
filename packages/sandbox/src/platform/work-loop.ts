import type { Cancel } from "./clock.ts";
import { after } from "./real-clock.ts";
import { limits } from "./limits.ts";

/** Repeats rounds of work, one at a time, for as long as there is any. */
export interface WorkLoop {
  /** Starts to work. Before that, and after `stop`, it does nothing. */
  start(): void;
  /** Has a round run: now, or after the one that is under way. */
  wake: () => void;
  /** The work that is under way; undefined when there is none. */
  underWay(): Promise<void> | undefined;
  /** The end of the round that is under way, or else of the next one. */
  roundEnd(): Promise<void>;
  readonly isRunning: boolean;
  /** Begins no more rounds, and waits for the one that is under way. */
  stop(): Promise<void>;
}

interface Parts {
  /** Does one round, and says whether there may be more to do. */
  round: () => Promise<boolean>;
  /** Called when there is nothing more to do until the next wake. */
  onIdle?: () => void;
  /** Called when a round failed. Another one is tried after `limits.defectRetryMs`: perhaps nothing else would wake the loop. */
  onFailure: (cause: unknown) => void;
}

/** Makes a loop that is not started yet. */
export function createWorkLoop({ round, onIdle, onFailure }: Parts): WorkLoop {
  let running = false;
  let again = false;
  let working: Promise<void> | undefined;
  let end = Promise.withResolvers<void>();
  let cancelRetry: Cancel | undefined;

  const work = async () => {
    while (again && running) {
      again = false;
      try {
        if (await round()) again = true;
      } finally {
        end.resolve();
        end = Promise.withResolvers();
      }
      if (!again && running) onIdle?.();
    }
  };
  const wake = () => {
    if (!running) return;
    again = true;
    working ??= work()
      .catch((cause: unknown) => {
        onFailure(cause);
        cancelRetry?.();
        cancelRetry = after(limits.defectRetryMs, wake);
      })
      .finally(() => {
        working = undefined;
        if (again) wake();
      });
  };

  return {
    start: () => {
      running = true;
      wake();
    },
    wake,
    underWay: () => working,
    roundEnd: () => end.promise,
    get isRunning() {
      return running;
    },
    stop: async () => {
      running = false;
      cancelRetry?.();
      await working;
    },
  };
}
