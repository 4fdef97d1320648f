/** JSON with sorted names, so that two equal requests are equal whatever the order of their names. */
export const canonicalJson = (value: unknown): string => JSON.stringify(sortNames(value));

function sortNames(value: unknown): unknown {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(sortNames);
  const named = value as Record<string, unknown>;
  return Object.fromEntries(
    Object.keys(named)
      .toSorted()
      .map((name) => [name, sortNames(named[name])]),
  );
}
