import type { SavedChance } from "../platform/chance.ts";
import type { SavedClock } from "../platform/clock.ts";

/** Everything that a sandbox is at an instant. */
export interface SavedState {
  /** The database, as the bytes of its file. */
  image: Buffer;
  clock: SavedClock;
  /** Seconds since the epoch. */
  now: number;
  /** Undefined when the sandbox has no seed: what is drawn later differs then. */
  chance: SavedChance | undefined;
  /** Tells the forks of one sandbox apart; undefined for what is no fork. */
  lineage?: string;
}

/** A state that is kept. */
export interface KeptState {
  id: string;
  name: string | null;
  schemaHash: string;
  created: number;
  state: SavedState;
}
