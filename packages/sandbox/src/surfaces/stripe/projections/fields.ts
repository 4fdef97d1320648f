import type { Native } from "../route.ts";

/** Fields of Stripe's that are always there and always null here. */
export const absent = <const Name extends string>(...names: readonly Name[]): Record<Name, null> =>
  Object.fromEntries(names.map((name) => [name, null])) as Record<Name, null>;

/** Some of an object's fields, those that it has. */
export function pick(native: Native, ...names: readonly string[]): Native {
  return Object.fromEntries(names.filter((name) => name in native).map((name) => [name, native[name]]));
}

/** An object without some of its fields. */
export function without(native: Native, ...names: readonly string[]): Native {
  return Object.fromEntries(Object.entries(native).filter(([name]) => !names.includes(name)));
}

/** An object without the fields that are null, for what Stripe leaves out. */
export function present(native: Native): Native {
  return Object.fromEntries(Object.entries(native).filter(([, value]) => value !== null && value !== undefined));
}

export const isRecord = (value: unknown): value is Native =>
  value !== null && typeof value === "object" && !Array.isArray(value);

export const recordOf = (value: unknown): Native => (isRecord(value) ? value : {});
export const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
