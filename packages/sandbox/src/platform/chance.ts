import { createIds, type Ids, type SavedIds } from "./ids.ts";
import { createRandom, drawSeed, type Random } from "./random.ts";

/** Where the draws of a seeded sandbox are. */
export interface SavedChance {
  seed: string;
  ids: SavedIds;
}

/** All draws of a sandbox. */
export interface Chance {
  readonly random: Random;
  ids: Ids;
  /** Where the draws are; undefined without a seed: then nothing is drawn twice. */
  save(): SavedChance | undefined;
  /** Goes on from a saved place; without one, from an unknown seed. Ids of processes and histories are not set back: they tell one from another. */
  restore(saved: SavedChance | undefined): void;
}

/** Makes the draws that follow from a seed, or from one that nobody knows; `lineage` tells forks with one seed apart. */
export function createChance(seed: string | undefined, lineage?: string): Chance {
  let label = seed;
  let random = createRandom(seed ?? drawSeed());
  const names = createIds(lineage === undefined ? random : random.fork(lineage));
  let source = createIds(random);
  return {
    get random() {
      return random;
    },
    ids: (kind) => (kind === "instance" || kind === "history" ? names.next(kind) : source.next(kind)),
    save: () => (label === undefined ? undefined : { seed: label, ids: source.save() }),
    restore: (saved) => {
      label = saved?.seed;
      random = createRandom(label ?? drawSeed());
      source = createIds(random);
      if (saved) source.restore(saved.ids);
    },
  };
}
