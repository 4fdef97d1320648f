import { idPrefixes, type IdKind } from "@micro/sdk/contract";

import { drawBase62, incrementBase62 } from "./base62.ts";
import type { Random } from "./random.ts";

/** Makes the ids of each kind; the seed decides them, and one kind's draws never shift another's. */
export type Ids = (kind: IdKind) => string;

/** How far the ids of each kind are. */
export type SavedIds = Partial<Record<IdKind, { place: string; position: number }>>;

/** A source of ids whose place can be kept, and returned to. */
export interface IdSource {
  next: Ids;
  save(): SavedIds;
  /** Goes on from where the ids were; of a kind that is not told, from the beginning. */
  restore(saved: SavedIds): void;
}

const orderedChars = 8;
const randomChars = 16;

/**
 * Makes a source of ids. The ids of a kind stand in the order in which they were made, from a random place on: an index over
 * them grows at one end, and a row more costs the same in a large file as in a small one.
 */
export function createIds(random: Random): IdSource {
  const sources = new Map<IdKind, { random: Random; place: string }>();
  const begin = (kind: IdKind) => {
    const own = random.fork(`id:${kind}`);
    const source = { random: own, place: drawBase62(own, orderedChars) };
    sources.set(kind, source);
    return source;
  };
  return {
    next: (kind) => {
      const source = sources.get(kind) ?? begin(kind);
      source.place = incrementBase62(source.place);
      return `${idPrefixes[kind]}_${source.place}${drawBase62(source.random, randomChars)}`;
    },
    save: () =>
      Object.fromEntries(
        [...sources].map(([kind, { place, random: own }]) => [kind, { place, position: own.position() }]),
      ),
    restore: (saved) => {
      sources.clear();
      for (const [kind, { place, position }] of Object.entries(saved) as [
        IdKind,
        { place: string; position: number },
      ][]) {
        const own = random.fork(`id:${kind}`);
        own.seek(position);
        sources.set(kind, { random: own, place });
      }
    },
  };
}
