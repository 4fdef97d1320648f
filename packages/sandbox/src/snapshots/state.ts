import type { Snapshot } from "@micro/sdk/contract";

import type { SavedChance } from "../platform/chance.ts";
import type { SavedClock } from "../platform/clock.ts";

/** All of a sandbox's state at an instant. */
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

/** What a snapshot says of itself. */
export interface Description extends Pick<KeptState, "id" | "name" | "schemaHash" | "created"> {
  bytes: number;
  isFrozen: boolean;
  now: number;
  isSeeded: boolean;
  /** Why it cannot be read, as far as that is known without reading its database. */
  error: Snapshot["error"];
}

/** Describes a state that can be read. */
export const describeState = ({ id, name, schemaHash, created, state }: KeptState): Description => ({
  id,
  name,
  schemaHash,
  created,
  bytes: state.image.length,
  isFrozen: state.clock.frozenAtMs !== null,
  now: state.now,
  isSeeded: state.chance !== undefined,
  error: null,
});
