/** The names in `entries[0][amount]`, `metadata[order]` or `metadata.order`. */
export function parsePath(path: string): string[] {
  return path
    .replaceAll(/\[([^\]]*)\]/g, ".$1")
    .split(".")
    .filter((part, index) => part !== "" || index > 0);
}

/** The value with another one set at the path; lists and objects on the way are made. `""` as a name adds to a list. */
export function setAt(value: unknown, [name, ...rest]: readonly string[], leaf: unknown): object {
  if (name === undefined) throw new TypeError("A path has at least one name.");
  const isIndex = name === "" || /^\d+$/.test(name);
  if (Array.isArray(value) || (isIndex && value === undefined)) {
    const items: unknown[] = Array.isArray(value) ? [...(value as unknown[])] : [];
    const index = name === "" ? items.length : Math.min(Number(name), items.length);
    items[index] = rest.length === 0 ? leaf : setAt(items[index], rest, leaf);
    return items;
  }
  const members: Record<string, unknown> = typeof value === "object" && value !== null ? { ...value } : {};
  return { ...members, [name]: rest.length === 0 ? leaf : setAt(members[name], rest, leaf) };
}

/** The value at the path, or `undefined`. */
export function valueAt(value: unknown, path: readonly string[]): unknown {
  let current = value;
  for (const name of path) {
    if (typeof current !== "object" || current === null || !Object.hasOwn(current, name)) return undefined;
    current = (current as Record<string, unknown>)[name];
  }
  return current;
}
