import { operations, type Operation } from "@micro/sdk";
import type { TSchema } from "typebox";

/** Every operation, with what its type keeps to itself. */
export const allOperations: readonly Operation[] = Object.values(operations);

/** The operations whose path holds an id. */
export const operationsWithId = allOperations.filter(({ path }) => path.includes("{id}"));

/** The kind of id that an operation's path takes, by the prefix in its description: `pi`, `evt`. */
export function idPrefixOf({ id, input }: Operation): string {
  const prefix = /`([a-z_]+)_…`/.exec(String(input.properties["id"] && descriptionOf(input.properties["id"])))?.[1];
  if (!prefix) throw new Error(`The id of ${id} is described by no prefix.`);
  return prefix;
}

/** A value for each parameter that an operation cannot do without, besides the id. */
export function requiredInput({ id, input }: Operation): Record<string, unknown> {
  const names = (input.required ?? []).filter((name) => name !== "id");
  return Object.fromEntries(names.map((name) => [name, sample(`${id} ${name}`, input.properties[name])]));
}

type Described = TSchema & {
  description?: string;
  enum?: unknown[];
  const?: unknown;
  type?: string;
  minimum?: number;
  minLength?: number;
  minItems?: number;
  items?: TSchema;
  properties?: Record<string, TSchema>;
  required?: string[];
  anyOf?: TSchema[];
  examples?: unknown[];
};

const descriptionOf = (schema: TSchema) => (schema as Described).description;

function sample(what: string, schema: TSchema | undefined): unknown {
  const {
    enum: words,
    const: word,
    type,
    minimum = 1,
    minLength = 1,
    minItems = 0,
    items,
    ...rest
  } = (schema ?? {}) as Described;
  if (rest.examples) return rest.examples[0];
  if (words) return words[0];
  if (word !== undefined) return word;
  if (rest.anyOf) return sample(what, rest.anyOf[0]);
  switch (type) {
    case "string":
      return "x".repeat(Math.max(1, minLength));
    case "integer":
      return Math.max(1, minimum);
    case "boolean":
      return true;
    case "array":
      return Array.from({ length: minItems }, () => sample(what, items));
    case "object":
      return Object.fromEntries((rest.required ?? []).map((name) => [name, sample(what, rest.properties?.[name])]));
    default:
      throw new Error(`There is no sample for ${what}.`);
  }
}

/** The request of an operation: where its parameters go, as the documentation has it. */
export function requestOf({ method, path }: Operation, id: string, input: Record<string, unknown>) {
  const query = new URLSearchParams(
    Object.fromEntries(Object.entries(input).map(([name, value]) => [name, String(value)])),
  );
  return {
    method,
    path:
      path.replace("{id}", encodeURIComponent(id)) +
      (method === "POST" || query.size === 0 ? "" : `?${query.toString()}`),
    ...(method === "POST" && { body: JSON.stringify(input) }),
    headers: method === "POST" ? { "content-type": "application/json" } : {},
  };
}
