import { show } from "../check-options.ts";

/** A value that a query string can carry. `undefined` is left out. */
export type QueryValue = string | number | boolean | undefined | readonly QueryValue[] | Query;
/** Query parameters: nested objects become `created[gte]=1`, arrays `id[]=a&id[]=b`. */
export interface Query {
  readonly [name: string]: QueryValue;
}

/**
 * Writes query parameters in the bracket notation that the API reads. Names and values are percent-encoded, the brackets
 * of the structure are not. The result has no `?` in front and is empty when nothing is set. Throws a `TypeError` for what a
 * query cannot carry, such as null or a `Date`: left out, a filter would let everything through.
 */
export function encodeQuery(query: Query): string {
  let encoded = "";
  for (const name in query) {
    if (Object.hasOwn(query, name)) encoded = append(encoded, encodeURIComponent(name), query[name]);
  }
  return encoded;
}

function append(encoded: string, path: string, value: QueryValue): string {
  if (value === undefined) return encoded;
  assertCarried(path, value);
  if (typeof value !== "object") {
    return `${encoded}${encoded && "&"}${path}=${encodeURIComponent(value)}`;
  }
  let result = encoded;
  if (isArray(value)) {
    for (const item of value) result = append(result, `${path}[]`, item);
  } else {
    for (const [name, item] of Object.entries(value)) {
      result = append(result, `${path}[${encodeURIComponent(name)}]`, item);
    }
  }
  return result;
}

function assertCarried(path: string, value: unknown): void {
  if (["string", "number", "boolean"].includes(typeof value) || isPlain(value)) return;
  throw new TypeError(
    `\`${path}\` cannot be sent: ${show(value)} is no text, number, true, false, or list or plain object of them. Leave out what is not set; an instant is whole seconds since the epoch.`,
  );
}

/** Whether it is a list or a plain object, of whatever realm. */
function isPlain(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

// `Array.isArray` does not narrow readonly arrays.
const isArray = (value: readonly QueryValue[] | Query): value is readonly QueryValue[] => Array.isArray(value);
