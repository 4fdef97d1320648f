import type { TSchema } from "typebox";

/** The part of JSON Schema that the inputs of operations are made of. */
export interface ParamSchema {
  type?: string;
  properties?: Readonly<Record<string, ParamSchema>>;
  patternProperties?: Readonly<Record<string, ParamSchema>>;
  items?: ParamSchema;
}

/** TypeBox's schemas are JSON Schemas; their type leaves that out. */
export const paramSchema = (schema: TSchema) => schema as ParamSchema;

/** The schema of an object's member, or of an array's item. */
export function memberOf(schema: ParamSchema, name: string): ParamSchema | undefined {
  if (schema.type === "array") return /^\d+$/.test(name) ? schema.items : undefined;
  return schema.properties && Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined;
}

/** The schema of the values under keys of the caller's own, if the object takes any. */
export const freeMemberOf = (schema: ParamSchema) => Object.values(schema.patternProperties ?? {})[0];

/** Every path that a value can be set at, with `<n>` for an index and `<key>` for a key of the caller's own. */
export function pathsOf(schema: ParamSchema): string[] {
  if (schema.items?.properties) return pathsOf(schema.items).map((path) => `<n>.${path}`);
  return Object.entries(schema.properties ?? {}).flatMap(([name, member]) => {
    if (freeMemberOf(member)) return [`${name}.<key>`];
    const inner = pathsOf(member);
    return inner.length > 0 ? inner.map((path) => `${name}.${path}`) : [name];
  });
}

/** Reads a value as its schema has it; `undefined` when it cannot be read so. */
export function parseParam(schema: ParamSchema, text: string): unknown {
  switch (schema.type) {
    case "integer": {
      const value = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
      return Number.isSafeInteger(value) ? value : undefined;
    }
    case "boolean":
      return text === "true" || text === "false" ? text === "true" : undefined;
    case "array":
    case "object":
      return parseJson(text, schema.type === "array");
    default:
      return text;
  }
}

function parseJson(text: string, asArray: boolean): unknown {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null && Array.isArray(parsed) === asArray ? parsed : undefined;
  } catch {
    return undefined;
  }
}
