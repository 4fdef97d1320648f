import { createIds, type Ids, type SavedIds } from "./ids.ts";
import { createRandom, drawSeed, type Random } from "./random.ts";

/** How far the random numbers and ids of a seeded sandbox have been drawn. */
export interface SavedChance {
  seed: string;
  ids: SavedIds;
}

/** The random numbers and ids of a sandbox. */
export interface Chance {
  readonly random: Random;
  ids: Ids;
  /** How far they have been drawn; undefined without a seed, since nothing is drawn twice then. */
  save(): SavedChance | undefined;
  /** Goes on from a saved place; without one, from an unknown seed. Ids of instances and histories go on: they must stay unique. */
  restore(saved: SavedChance | undefined): void;
}

/** Makes them from a seed, or from one that nobody knows. `lineage` keeps the ids of forks with the same seed apart. */
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
