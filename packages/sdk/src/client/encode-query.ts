/** A value that a query string can carry. `undefined` is left out. */
export type QueryValue = string | number | boolean | undefined | readonly QueryValue[] | Query;
/** Query parameters: nested objects become `created[gte]=1`, arrays `id[]=a&id[]=b`. */
export interface Query {
  readonly [name: string]: QueryValue;
}

/**
 * Writes query parameters in the bracket notation that the API reads. Names and values are percent-encoded, the brackets
 * of the structure are not. The result has no `?` in front and is empty when nothing is set.
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

// `Array.isArray` does not narrow readonly arrays.
const isArray = (value: readonly QueryValue[] | Query): value is readonly QueryValue[] => Array.isArray(value);
