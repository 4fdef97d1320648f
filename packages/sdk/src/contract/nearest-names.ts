import { distance } from "fastest-levenshtein";

/** At most three of the names that somebody may have meant, the nearest first. */
export function nearestNames(word: string, names: readonly string[]): string[] {
  const distanceMax = Math.max(2, Math.floor(word.length / 3));
  return names
    .map((name) => ({ name, away: distanceTo(word, name) }))
    .filter(({ away }) => away <= distanceMax)
    .toSorted((a, b) => a.away - b.away)
    .slice(0, 3)
    .map(({ name }) => name);
}

/** How far apart two names are; a word whose parts are all parts of the name is near to it. */
function distanceTo(word: string, name: string): number {
  const edits = distance(word, name);
  const parts = name.split(/[._]/);
  return word.split(/[._]/).every((part) => parts.includes(part)) ? Math.min(edits, 1) : edits;
}
