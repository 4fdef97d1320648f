import type { OwnPlatform } from "./create-platform.ts";
import { beginHistory, openOwnAccount } from "./identity.ts";
import { emptyImage } from "./migrations/index.ts";
import type { Database } from "./platform/db/database.ts";
import { createSecrets } from "./platform/secrets.ts";
import { forgetKnownKeys, type DefaultAccount } from "./services/auth/index.ts";
import { forgetNothingHeld } from "./services/settings/index.ts";
import type { SavedState } from "./snapshots/state.ts";

/** What a sandbox is now, and how it becomes another: by a reset, or by a state that is put in its place. */
export interface History {
  /** Names the process's and the log's present history. */
  identity: () => { instanceId: string; historyId: string };
  /** The account that every sandbox has. */
  account: () => DefaultAccount;
  /** All of the present state. */
  save: () => Promise<SavedState>;
  /** Puts a state in the place of the present one. When it fails, everything is as before. */
  load: (state: SavedState) => Promise<void>;
  /** Empties everything. A running clock falls back to the wall. */
  beginAgain: () => Promise<void>;
  /** Marks a state as one that a fork begins with: forks of one state name themselves differently. */
  asFork: (state: SavedState) => SavedState;
}

interface Parts extends Pick<OwnPlatform, "platform" | "chance" | "self"> {
  db: Database;
  /** What sets this fork's names apart; none for a sandbox that is no fork. */
  lineage: string | undefined;
  /** Writes what was so far only in memory. */
  flush: () => Promise<unknown>;
  /** Stops what works by itself; what it answers has it go on. */
  pause: () => Promise<() => Promise<void>>;
  /** Is told that another history has begun. */
  onBegun: () => void;
}

/** Opens the history that the database has. */
export async function openHistory({ db, platform, chance, flush, pause, onBegun, ...parts }: Parts): Promise<History> {
  const { clock, ids } = platform;
  const loadFaults = () => db.read((reader) => platform.faults.load(reader));
  let { self } = parts;
  let identity = { instanceId: ids("instance"), historyId: self.history };
  await loadFaults();
  let account = await db.transaction((tx) => openOwnAccount(tx, platform));

  const replaceNow = async (image: Buffer, before: () => void) => {
    await flush();
    const goOn = await pause();
    const was = { identity, self, secrets: platform.secrets, clock: clock.save(), chance: chance.save() };
    try {
      identity = { instanceId: ids("instance"), historyId: ids("history") };
      account = await db.load(image, async (tx) => {
        before();
        self = await beginHistory(tx, self, { history: identity.historyId, clock: clock.save() });
        platform.secrets = createSecrets(Buffer.from(self.secret));
        await platform.faults.load(tx);
        return openOwnAccount(tx, platform);
      });
      forgetKnownKeys(platform);
      forgetNothingHeld(platform);
      platform.circuits.reset();
    } catch (cause) {
      // The database still has its earlier state; what is kept beside it has to match that again.
      ({ identity, self } = was);
      platform.secrets = was.secrets;
      clock.restore(was.clock);
      chance.restore(was.chance);
      await loadFaults();
      throw cause;
    } finally {
      await goOn();
    }
    onBegun();
  };

  let replacing: Promise<void> = Promise.resolve();
  /** One replacement after the other, since each has everything else stop. */
  const replace = (image: Buffer, before: () => void) => {
    const replaced = replacing.then(() => replaceNow(image, before));
    replacing = replaced.catch(() => {});
    return replaced;
  };

  let forks = 0;
  return {
    identity: () => identity,
    account: () => account,
    save: async () => {
      await flush();
      const image = await db.image();
      return { image, clock: clock.save(), now: clock.seconds(), chance: chance.save() };
    },
    load: ({ image, clock: savedClock, chance: savedChance }) =>
      replace(image, () => {
        clock.restore(savedClock);
        if (savedChance) chance.restore(savedChance);
      }),
    beginAgain: () =>
      replace(emptyImage(), () => {
        // With no data left, nothing can contradict a clock that jumps back to the wall.
        if (clock.mode === "wall") clock.restore({ frozenAtMs: null, offsetMs: 0 });
      }),
    asFork: (state) => ({ ...state, lineage: `${parts.lineage ?? ""}fork:${++forks}:` }),
  };
}
