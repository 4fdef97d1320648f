import type { Operation } from "@micro/sdk/contract";
import { Flags, type Interfaces } from "@oclif/core";

import { isObject, type ParamSchema } from "../params/param-schema.ts";
import { readList, readObject, readValue } from "../params/read-value.ts";

const helpGroup = "PARAMETER";
const repeatable = { multiple: true, multipleNonGreedy: true } as const;

/** TypeBox's schemas are JSON Schemas; their type leaves that out. */
export const inputSchema = ({ input }: Operation): ParamSchema => input;

/** The parameters of an operation but the id in its path, each as a flag: `payment_method` is `--payment-method`. */
export const paramFlags = (operation: Operation): Interfaces.FlagInput =>
  Object.fromEntries(
    paramsOf(operation).map(([name, schema]) => [flagName(name), flagOf(operation, name, schema)] as const),
  );

/** The parameters that were given. */
export function readParams(operation: Operation, flags: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    paramsOf(operation).flatMap(([name, schema]) => {
      const given = flags[flagName(name)];
      return given === undefined ? [] : [[name, read(schema, given, flagName(name))]];
    }),
  );
}

function paramsOf(operation: Operation): [string, ParamSchema][] {
  const elsewhere = new Set(operation.path.includes("{id}") ? ["expand", "id"] : ["expand"]);
  return Object.entries(inputSchema(operation).properties ?? {}).filter(([name]) => !elsewhere.has(name));
}

const flagName = (name: string) => name.replaceAll("_", "-");

function read(schema: ParamSchema, given: unknown, name: string): unknown {
  const flag = `--${name}`;
  if (typeof given === "boolean") return given;
  if (!Array.isArray(given)) return readValue(schema, String(given), flag);
  const texts = given.map(String);
  return schema.items === undefined ? readObject(schema, texts, flag) : readList(schema, texts, flag);
}

function flagOf(operation: Operation, name: string, schema: ParamSchema): Interfaces.FlagInput[string] {
  const required = inputSchema(operation).required?.includes(name) === true;
  const aliases = flagName(name) === name ? [] : [name];
  const about = { helpGroup, aliases, required, description: describe(schema) };
  if (schema.type === "boolean") return Flags.boolean({ ...about, required: false, allowNo: true });
  if (schema.items !== undefined) {
    const helpValue = isObject(schema.items) ? "k=v,…" : (schema.items.enum ?? [valueName(schema.items)]).join("|");
    return Flags.string({ ...about, ...repeatable, helpValue });
  }
  if (isObject(schema)) return Flags.string({ ...about, ...repeatable, helpValue: "key=value" });
  if (schema.enum !== undefined) return Flags.string({ ...about, options: schema.enum.map(String) });
  return Flags.string({ ...about, helpValue: valueName(schema) });
}

const valueName = ({ type, const: only }: ParamSchema) => {
  if (only !== undefined) return String(only);
  return type === "integer" ? "N" : "TEXT";
};

function describe(schema: ParamSchema): string {
  const text = (schema.description ?? "").replaceAll("`", "");
  const members = Object.keys(schema.properties ?? schema.items?.properties ?? {});
  const keys = members.length > 0 ? `keys: ${members.join(", ")}` : "";
  const many = schema.items === undefined && !isObject(schema) ? "" : "may be repeated";
  const more = [keys, many].filter(Boolean);
  return more.length === 0 ? text : [text.replace(/\.$/, ""), ...more].filter(Boolean).join("; ");
}
