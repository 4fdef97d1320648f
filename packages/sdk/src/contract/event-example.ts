import type { TSchema } from "typebox";

import { idPrefixes } from "./ids.ts";

/** 2027-01-15T08:00:00Z: when every example happened. */
const exampleInstant = 1_800_000_000;

/** What JSON Schema says of a value, as far as an example needs it. */
interface Described {
  type?: string;
  const?: unknown;
  enum?: readonly unknown[];
  anyOf?: readonly TSchema[];
  properties?: Readonly<Record<string, TSchema>>;
  required?: readonly string[];
  items?: TSchema;
  minItems?: number;
  minimum?: number;
  maximum?: number;
  description?: string;
  examples?: readonly unknown[];
}

const words: Readonly<Record<string, unknown>> = {
  amount: 2000,
  percent_off: "25.5",
  percentage: "8.875",
  rate: "1.25",
  currency: "usd",
  email: "ada@example.test",
  url: "https://example.test/webhook",
  path: "/payments/payment_intents",
  enabled_events: ["payment.*"],
  event_type: "payment.succeeded",
  api_version: "2026-11-20",
};
const prefixes: readonly string[] = Object.values(idPrefixes);

/** A value that fits a schema, the same each time: what the documentation shows. */
export function exampleOf(schema: TSchema, name = ""): unknown {
  const described: Described = schema;
  if (described.examples?.[0] !== undefined) return described.examples[0];
  if ("const" in described) return described.const;
  if (described.enum) return name in words && described.enum.includes(words[name]) ? words[name] : described.enum[0];
  if (described.anyOf?.[0]) return exampleOf(described.anyOf[0], name);
  switch (described.type) {
    case "object":
      return exampleObject(described);
    case "array":
      if (name in words) return words[name];
      return Array.from(
        { length: Math.max(described.minItems ?? 0, 1) },
        () => described.items && exampleOf(described.items),
      );
    case "integer":
    case "number":
      return exampleNumber(described, name);
    case "boolean":
      return name.startsWith("is_") || name === "paid" || name === "captured";
    case "null":
      return null;
    default:
      return exampleText(described, name);
  }
}

function exampleObject({ properties = {}, required = [] }: Described): Record<string, unknown> {
  const names = Object.keys(properties).filter((name) => required.includes(name));
  return Object.fromEntries(names.map((name) => [name, properties[name] && exampleOf(properties[name], name)]));
}

function exampleNumber({ minimum = 0, maximum, description = "" }: Described, name: string): number {
  if (description.startsWith("Seconds since the epoch")) return exampleInstant;
  const wanted = Number(words[name] ?? (name.includes("amount") ? 2000 : minimum));
  return Math.max(minimum, Math.min(wanted, maximum ?? wanted));
}

function exampleText({ description = "" }: Described, name: string): string {
  const [, prefix] = /^`([a-z]+)_…`/.exec(description) ?? [];
  if (prefix !== undefined && prefixes.includes(prefix)) return `${prefix}_1Nq8vTgYc2RkW0xJ5bLmZ7dA`;
  const known = words[name];
  return typeof known === "string" ? known : name.replaceAll("_", " ") || "text";
}
