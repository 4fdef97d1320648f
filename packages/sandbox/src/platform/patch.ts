import { isDeepStrictEqual } from "node:util";

/** A field after a change: what was sent, or what is stored where nothing was. Null is sent to unset. */
export function patched<T, U>(sent: T | undefined, stored: U): T | U {
  if (sent === undefined) return stored;
  return sent;
}

/** The same of a field that is stored as JSON. */
export const patchedJson = <T>(sent: T | null | undefined, stored: string | null, write: (value: T) => unknown) => {
  if (sent === undefined) return stored;
  return sent === null ? null : JSON.stringify(write(sent));
};

/** A row after a change, with the instant of it: of the change before where nothing is another than it was. */
export function changedAt<Row extends { updated: number }>(now: number, before: Row, after: Row): Row {
  return isDeepStrictEqual(before, after) ? after : { ...after, updated: now };
}
