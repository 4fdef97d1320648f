/** At most three of the names that somebody may have meant, the nearest first. */
export function nearestNames(word: string, names: readonly string[]): string[] {
  const distanceMax = Math.max(2, Math.floor(word.length / 3));
  return names
    .map((name) => ({ name, distance: distanceTo(word, name) }))
    .filter(({ distance }) => distance <= distanceMax)
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ name }) => name);
}

/** How far apart two names are; a word whose parts are all parts of the name is near to it. */
function distanceTo(word: string, name: string): number {
  const distance = editDistance(word, name);
  const parts = name.split(/[._]/);
  return word.split(/[._]/).every((part) => parts.includes(part)) ? Math.min(distance, 1) : distance;
}

/** Levenshtein's distance: how many letters have to be added, removed or changed. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const change = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(change, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
