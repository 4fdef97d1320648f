import type { readConfig } from "./config.ts";
import { refusalOf } from "./dispatch/address-policy.ts";
import { clockOf, introduce, keepClock, type SelfRow } from "./identity.ts";
import type { Chance } from "./platform/chance.ts";
import { createCircuits } from "./platform/circuit-breaker.ts";
import { createClock } from "./platform/clock.ts";
import type { Platform, Wordings } from "./platform/context.ts";
import type { Database } from "./platform/db/database.ts";
import { createFaults } from "./platform/faults.ts";
import { limits } from "./platform/limits.ts";
import type { Log } from "./platform/log.ts";
import { createOutbox } from "./platform/outbox/outbox.ts";
import { createQueue } from "./platform/queue/queue.ts";
import { createSecrets } from "./platform/secrets.ts";
import { countSubscribers } from "./services/webhooks/index.ts";
import type { SavedState } from "./snapshots/state.ts";

interface Options {
  config: Pick<ReturnType<typeof readConfig>, "seed" | "frozenAtMs" | "verifyEmail" | "delays" | "egress">;
  /** The state that the database begins with, if it is another sandbox's. */
  state: SavedState | undefined;
  log: Log;
  wordings: Wordings;
  baseUrl: () => string;
}

/** The platform, and what of it only the start and the end of a history touch. */
export interface OwnPlatform {
  platform: Platform;
  chance: Chance;
  self: SelfRow;
  /** Waits until the file says how the clock stands. */
  clockKept: () => Promise<void>;
}

/** Makes the platform as the file, the configuration and a state that was handed over say. */
export async function createPlatform(
  db: Database,
  { config, state, log, wordings, baseUrl }: Options,
): Promise<OwnPlatform> {
  const { chance, self } = await introduce(db, config, state && { lineage: state.lineage ?? "", clock: state.clock });
  if (state?.chance) chance.restore(state.chance);
  let clockKept: Promise<void> = Promise.resolve();
  const clock = createClock({
    onSet: () => {
      clockKept = db
        .transaction((tx) => keepClock(tx, clock.save()))
        .catch((cause: unknown) => log.error({ err: cause }, "the clock could not be kept"));
    },
  });
  clock.restore(clockOf(self));
  const { ids } = chance;
  const platform: Platform = {
    clock,
    get random() {
      return chance.random;
    },
    ids,
    secrets: createSecrets(Buffer.from(self.secret)),
    outbox: createOutbox(() => clock.seconds() - limits.eventRetentionSeconds),
    queue: createQueue(db, clock, log),
    circuits: createCircuits(),
    faults: createFaults({ db, ids, random: () => chance.random, log }),
    policy: {
      verifyEmail: config.verifyEmail,
      settings: config.delays,
      refusalOf: (hostname) => refusalOf(hostname, config.egress),
    },
    baseUrl,
    wordings,
    countSubscribers,
  };
  return { platform, chance, self, clockKept: () => clockKept };
}
