/** A value of JSON that this writes itself. */
export type Json = { [name: string]: unknown };

/** Refers to the schemas that the contract has a name for, and writes out the rest. */
export interface Schemas {
  refer: (schema: object) => Json;
  /** Every schema that the contract exports, by its name. */
  named: () => Record<string, Json>;
}

/** Collects the schemas of the contract by their exported names: a schema is known again by being the same object. */
export function createSchemas(contract: Readonly<Record<string, unknown>>): Schemas {
  const names = new Map<object, string>();
  for (const [name, value] of Object.entries(contract)) {
    if (/^[A-Z]/.test(name) && isSchema(value)) names.set(value, name);
  }
  const refer = (schema: object): Json => {
    const name = names.get(schema);
    return name === undefined ? expand(schema) : { $ref: `#/components/schemas/${name}` };
  };
  const expand = (schema: object): Json =>
    Object.fromEntries(Object.entries(schema).map(([keyword, value]) => [keyword, rewrite(keyword, value)]));
  const rewrite = (keyword: string, value: unknown): unknown => {
    if (Array.isArray(value)) return value.map((item: unknown) => (isSchema(item) ? refer(item) : item));
    if (value === null || typeof value !== "object") return value;
    if (keyword === "properties" || keyword === "patternProperties") {
      return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, refer(part as object)]));
    }
    return isSchema(value) ? refer(value) : value;
  };
  return {
    refer,
    named: () => Object.fromEntries([...names].map(([schema, name]) => [name, expand(schema)])),
  };
}

/** The schema library marks what it made with properties that are not enumerable, and every schema says what it takes. */
const isSchema = (value: unknown): value is object =>
  typeof value === "object" &&
  value !== null &&
  ["type", "anyOf", "allOf", "enum", "const"].some((keyword) => keyword in value);
