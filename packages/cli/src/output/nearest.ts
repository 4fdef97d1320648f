import { distance } from "fastest-levenshtein";

/** Up to three of the known names that a misspelt one may have meant, the nearest first. */
export function nearest(word: string, known: readonly string[]): string[] {
  const tolerance = Math.max(2, Math.floor(word.length / 4));
  return known
    .map((name) => ({ name, distance: word !== "" && name.startsWith(word) ? 0 : distance(word, name) }))
    .filter((candidate) => candidate.distance <= tolerance)
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map((candidate) => candidate.name);
}

/** "a", "a or b", "a, b or c". */
export const either = (names: readonly string[]): string =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
