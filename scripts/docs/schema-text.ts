import { assetCodes } from "../../packages/sdk/src/contract/money.ts";

/** The part of JSON Schema that the contract uses. */
export interface JsonSchema {
  type?: string;
  const?: unknown;
  enum?: readonly unknown[];
  anyOf?: readonly JsonSchema[];
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  patternProperties?: Record<string, JsonSchema>;
  required?: readonly string[];
  description?: string;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  maxProperties?: number;
}

/** The words for a schema that is explained elsewhere, if it is. */
export type NameOf = (schema: JsonSchema) => string | undefined;

/** Says what a value is, in a few words. */
export function describeType(schema: JsonSchema, nameOf: NameOf): string {
  const name = nameOf(schema);
  if (name !== undefined) return name;
  if (schema.anyOf) return schema.anyOf.map((part) => describeType(part, nameOf)).join(" or ");
  if (schema.const !== undefined) return code(schema.const);
  if (schema.enum) return schema.enum.map(code).join(" or ");
  switch (schema.type) {
    case "array":
      return `list of ${describeType(schema.items ?? {}, nameOf)}${bounds(schema.minItems, schema.maxItems, "items")}`;
    case "string":
      return schema.pattern
        ? `text like ${code(schema.pattern)}`
        : `text${bounds(schema.minLength, schema.maxLength, "characters")}`;
    case "integer":
      return `integer${bounds(schema.minimum, schema.maximum)}`;
    case "object":
      return describeObject(schema, nameOf);
    default:
      return schema.type ?? "any value";
  }
}

/** The fields of an object as a list, the objects inside it included. */
export function describeFields(schema: JsonSchema, nameOf: NameOf, options: { markOptional: boolean }): string {
  return Object.entries(schema.properties ?? {})
    .map(([name, value]) => {
      const optional = options.markOptional && !schema.required?.includes(name);
      const about = value.description && nameOf(value) === undefined ? `. ${value.description.replace(/\.$/, "")}` : "";
      return `- \`${name}\`${optional ? " (optional)" : ""}: ${describeType(value, nameOf)}${about}`;
    })
    .join("\n");
}

function describeObject({ properties, patternProperties, maxProperties }: JsonSchema, nameOf: NameOf): string {
  if (properties) {
    const names = Object.keys(properties);
    const [first] = Object.values(properties);
    if (first && names.join() === assetCodes.join()) {
      return `object with a field for each currency (${describeType(first, nameOf)})`;
    }
    const fields = Object.entries(properties).map(([name, value]) => `\`${name}\` (${describeType(value, nameOf)})`);
    return fields.length === 0 ? "an empty object" : `object of ${fields.join(", ")}`;
  }
  const [value] = Object.values(patternProperties ?? {});
  return value ? `map of text to ${describeType(value, nameOf)}${bounds(undefined, maxProperties, "keys")}` : "object";
}

/** Bounds that tell something: none is the last second of the year 9999, nor the largest that a number can be. */
function bounds(minimum: number | undefined, maximum: number | undefined, unit = ""): string {
  const least = minimum === -Number.MAX_SAFE_INTEGER ? undefined : minimum;
  const most = maximum === Number.MAX_SAFE_INTEGER || maximum === lastSecond ? undefined : maximum;
  const words = unit && ` ${(most ?? least) === 1 ? unit.slice(0, -1) : unit}`;
  if (most === undefined) return least === undefined ? "" : `, at least ${least}${words}`;
  if (least === undefined) return `, at most ${most}${words}`;
  return `, ${least === most ? least : `${least} to ${most}`}${words}`;
}

const lastSecond = 253_402_300_799;
const code = (value: unknown) => `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
