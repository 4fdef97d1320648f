import type { Platform } from "../platform/context.ts";
import { limits } from "../platform/limits.ts";
import { onKeysEnded } from "../services/auth/index.ts";

/** Watches over the credentials that a stream was opened with. */
export interface CredentialWatch {
  /** Begins. Calls once when they are no longer valid. Returns what ends the watch. */
  begin(onEnded: () => void): () => void;
  /** Passes on what the credentials still allow: nothing once they have ended, or while that is being checked. */
  guard<Row>(rows: AsyncGenerator<Row>): AsyncGenerator<Row>;
}

/** Makes a watch. It checks when any key was ended, and every `limits.streamPingMs` of the sandbox's time, since some expire. */
export function createCredentialWatch(platform: Platform, hold: () => Promise<boolean>): CredentialWatch {
  let looking: Promise<void> | undefined;
  let ended = false;

  return {
    begin: (onEnded) => {
      const { clock } = platform;
      let cancel = () => {};
      const judge = async () => {
        if ((await hold()) || ended) return;
        ended = true;
        stop();
        onEnded();
      };
      const look = () => {
        cancel();
        cancel = clock.wakeAt(clock.now() + limits.streamPingMs, look);
        const current = judge().finally(() => {
          if (looking === current) looking = undefined;
        });
        looking = current;
      };
      const unsubscribe = onKeysEnded(platform, look);
      const stop = () => {
        cancel();
        unsubscribe();
      };
      // They may have ended since they were shown.
      look();
      return stop;
    },
    guard: async function* (rows) {
      for await (const row of rows) {
        while (looking) await looking;
        if (ended) return;
        yield row;
      }
    },
  };
}
