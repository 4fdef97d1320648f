import { isDeepStrictEqual } from "node:util";

/** A part of something that is told as JSON. */
export type Fields = Readonly<Record<string, unknown>>;

/**
 * What stood in the fields that have changed, by name: of an object only the fields of it that have, of an array all of it,
 * and null where nothing stood.
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

/** The other way: how something stood before such changes. */
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
