import { operations, type OperationId } from "@micro/sdk/contract";
import { Type, type TSchema } from "typebox";

import { DomainError } from "../../platform/errors.ts";
import { toNativePaths } from "./expand-paths.ts";
import type { Route } from "./route.ts";
import { newerPaths, newestVersion, olderIncludes, olderParams, type Version } from "./versions/index.ts";

/** The input of a route's operation: names are translated, and text becomes what the operation's schema wants. */
export function toInput(
  route: Route,
  sent: Record<string, unknown>,
  version: Version = newestVersion,
): Record<string, unknown> {
  const { operation } = route;
  const { properties } = operations[operation].input;
  const rules = { ...route.params, ...olderParams(version, operation) };
  const missing = route.required?.find((name) => sent[name] === undefined);
  if (missing !== undefined) throw missingParameter(missing);
  const input: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(sent)) {
    const rule = ownOf(rules, name);
    if (typeof rule === "function") merge(input, rule(value));
    else if (rule !== undefined) merge(input, nest(rule, value));
    else if (Object.hasOwn(properties, name) && !route.hidden?.includes(name)) merge(input, { [name]: value });
    else throw unknownParameter(name);
  }
  const include = [...(route.include ?? []), ...olderIncludes(version, operation)];
  if (Array.isArray(input["expand"]) || include.length > 0) {
    const paths: unknown[] = Array.isArray(input["expand"]) ? input["expand"] : [];
    const asked = paths.every((path) => typeof path === "string") ? newerPaths(version, paths, operation) : paths;
    input["expand"] = [...new Set([...toNativePaths(asked), ...include])];
  }
  const isNew = !("id" in properties);
  const read = asRecord(fromText(operations[operation].input, input, isNew));
  route.check?.(read);
  return { ...route.defaults, ...read, ...route.fixed };
}

const unknownParameter = (name: string) =>
  new DomainError("parameter_unknown", {
    message: `Received unknown parameter: ${name}. Stripe has no such parameter, or it is not imitated.`,
    param: name,
  });

const missingParameter = (name: string) =>
  new DomainError("parameter_missing", { message: `The parameter '${name}' is required.`, param: name });

/** The native name of each of Stripe's parameters that has another one, the other way round: for errors. */
export function stripeNameOf(route: Route | undefined, native: string): string {
  if (route?.params?.[native] === native) return native;
  const renamed = Object.entries(route?.params ?? {}).find(([, rule]) => rule === native);
  return renamed?.[0] ?? native;
}

/** The parameters that a route takes, by Stripe's names. */
export function parametersOf({ operation, params = {}, hidden = [], path }: Route): string[] {
  const renamed = new Set(Object.values(params).filter((rule) => typeof rule === "string"));
  const own = propertyNames(operation).filter(
    (name) => !hidden.includes(name) && !renamed.has(name) && !path.includes(`{${name}}`),
  );
  return [...new Set([...own, ...Object.keys(params)])].filter((name) => !path.includes(`{${name}}`)).toSorted();
}

const propertyNames = (operation: OperationId): string[] => Object.keys(operations[operation].input.properties);

/** `a.b` and a value as `{a: {b: value}}`. */
function nest(path: string, value: unknown): Record<string, unknown> {
  return path.split(".").reduceRight<unknown>((inner, name) => ({ [name]: inner }), value) as Record<string, unknown>;
}

function merge(into: Record<string, unknown>, from: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(from)) {
    const known = into[name];
    if (isRecord(known) && isRecord(value)) merge(known, value);
    else into[name] = value;
  }
}

/**
 * Reads text by a schema. What does not fit is left as it is, for the operation to refuse. Empty text unsets: it is null
 * where the schema knows null, and no entry where it is a list; where something is made, it is nothing.
 */
function fromText(schema: TSchema | undefined, value: unknown, isNew: boolean): unknown {
  if (schema === undefined) return value;
  if (Type.IsUnion(schema)) {
    const parts: TSchema[] = schema.anyOf;
    if (value === "" && parts.some((part) => Type.IsNull(part))) return isNew ? undefined : null;
    const read = parts.filter((part) => !Type.IsNull(part)).map((part) => fromText(part, value, isNew));
    // A word, or a number: what is read as something is that.
    return read.find((found) => found !== value) ?? value;
  }
  if (value === "" && isNew && !Type.IsRecord(schema)) return undefined;
  if (value === "" && Type.IsArray(schema)) return [];
  // Names that are numbers look like a list.
  if (Array.isArray(value) && Type.IsRecord(schema)) {
    return fromText(schema, Object.fromEntries(Object.entries(value)), isNew);
  }
  if (isRecord(value)) {
    // Of a record every value is of one kind.
    const [all] = Type.IsRecord(schema) ? Object.values<TSchema>(schema.patternProperties) : [];
    if (!Type.IsObject(schema) && all === undefined) return value;
    const properties: Record<string, TSchema> = Type.IsObject(schema) ? schema.properties : {};
    return Object.fromEntries(
      Object.entries(value)
        .map(([name, part]) => [name, fromText(all ?? ownOf(properties, name), part, isNew)] as const)
        .filter(([, part]) => part !== undefined),
    );
  }
  if (Array.isArray(value)) {
    // Without the holes.
    const parts: unknown[] = Object.values(value);
    return Type.IsArray(schema) ? parts.map((part) => fromText(schema.items, part, isNew)) : value;
  }
  return typeof value === "string" ? fromWord(schema, value) : value;
}

function fromWord(schema: TSchema, text: string): unknown {
  if (Type.IsInteger(schema)) return /^-?\d{1,16}$/.test(text) ? Number(text) : text;
  if (Type.IsBoolean(schema) || (Type.IsLiteral(schema) && schema.const === true)) {
    return ownOf({ true: true, false: false }, text.toLowerCase()) ?? text;
  }
  if (Type.IsEnum(schema)) {
    const lower = text.toLowerCase();
    return !schema.enum.includes(text) && schema.enum.includes(lower) ? lower : text;
  }
  // `created=1700000000` is that instant.
  if (Type.IsObject(schema) && "gte" in schema.properties && /^\d{1,12}$/.test(text)) {
    return { gte: Number(text), lte: Number(text) };
  }
  return text;
}

/** What an object has under a name that was sent, and did not inherit. */
const ownOf = <Value>(object: Readonly<Record<string, Value>> = {}, name: string): Value | undefined =>
  Object.hasOwn(object, name) ? object[name] : undefined;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === "object" && !Array.isArray(value);
const asRecord = (value: unknown): Record<string, unknown> => (isRecord(value) ? value : {});
