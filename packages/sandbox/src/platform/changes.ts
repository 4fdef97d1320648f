import { isDeepStrictEqual } from "node:util";

/** An object as it is sent in JSON. */
export type Fields = Readonly<Record<string, unknown>>;

/**
 * The earlier values of the fields that have changed, by name. Objects are compared field by field, arrays as a whole; a field
 * that is new has null.
 */
export function changesBetween(before: Fields, after: Fields): Record<string, unknown> {
  const changes: Record<string, unknown> = {};
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [old, now] = [before[name], after[name]];
    if (isDeepStrictEqual(old, now)) continue;
    changes[name] = isFields(old) && isFields(now) ? changesBetween(old, now) : (old ?? null);
  }
  return changes;
}

/** The inverse of `changesBetween`: the object as it was before the changes. */
export function withoutChanges(after: Fields, changes: Fields): Record<string, unknown> {
  const before: Record<string, unknown> = { ...after };
  for (const [name, old] of Object.entries(changes)) {
    const now = after[name];
    before[name] = isFields(old) && isFields(now) ? withoutChanges(now, old) : old;
  }
  return before;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
