import { createBatch } from "../../platform/batch.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Database } from "../../platform/db/database.ts";
import { limits } from "../../platform/limits.ts";
import type { Log } from "../../platform/log.ts";
import { saveApiKeyUse } from "./store.ts";

/** Remembers when keys were last used, and writes it a little later: nobody waits for it. */
export interface ApiKeyUses {
  add(id: string, now: number): void;
  /** Writes what waits. */
  flush: () => Promise<void>;
}

/** Makes the memory of one sandbox. */
export function createApiKeyUses(db: Database, clock: Clock, log: Log): ApiKeyUses {
  const latest = new Map<string, number>();
  const batch = createBatch<string>({
    delayMs: limits.apiKeyUseDelayMs,
    batchMax: limits.requestLogBatchMax,
    queueMax: limits.requestLogQueueMax,
    write: async (ids) => {
      const uses = ids.map((id) => ({ id, last_used_at: latest.get(id) ?? 0 }));
      for (const id of ids) latest.delete(id);
      await db
        .transaction(async (tx) => {
          // A use in the future is from before a restore to an earlier instant.
          const now = clock.seconds();
          for (const use of uses) if (use.last_used_at <= now) await tx.run(saveApiKeyUse, use);
        })
        .catch((cause: unknown) => log.error({ err: cause }, "the use of keys could not be written"));
    },
  });
  return {
    add: (id, now) => {
      const waits = latest.has(id);
      latest.set(id, now);
      if (!waits) batch.add(id);
    },
    flush: batch.flush,
  };
}
