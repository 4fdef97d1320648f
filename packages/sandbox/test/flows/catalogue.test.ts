import { eventCatalogue, eventSchemaOf, eventTypes, runTrigger, type AnyEvent, type EventTypeEntry } from "@micro/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TSchema } from "typebox";
import { Compile } from "typebox/compile";

import { createSandbox, type Sandbox } from "../../src/index.ts";

let sandbox: Sandbox;
let entries: Map<string, EventTypeEntry>;

beforeAll(async () => {
  sandbox = await createSandbox({ seed: "catalogue", frozenAt: 1_800_000_000 });
  entries = new Map((await sandbox.client.events.types()).data.map((entry) => [entry.type, entry]));
});
afterAll(() => sandbox.close());

/** The schema as a client reads it: plain JSON. */
const published = (type: string): TSchema => structuredClone(entries.get(type)?.schema ?? {}) as TSchema;
const errorsOf = (schema: TSchema, value: unknown) => {
  const validator = Compile(schema);
  return validator.Check(value) ? [] : validator.Errors(value);
};

describe("a type of the catalogue", () => {
  test.each(eventTypes)("%s is published with its schema and an example that fits it", (type) => {
    const entry = entries.get(type);
    expect(entry).toMatchObject({ object: "event_type", meaning: eventCatalogue[type].meaning });
    expect(entry?.example).toMatchObject({ type });
    expect(errorsOf(published(type), entry?.example)).toEqual([]);
    expect(errorsOf(published(type), { ...entry?.example, type: "other.type" })).not.toEqual([]);
    expect(JSON.stringify(entry?.schema)).toBe(JSON.stringify(eventSchemaOf(type)));
  });

  test.each(eventTypes)("%s is what its trigger brings about, and fits its schema", async (type) => {
    const { steps } = await runTrigger(sandbox.client, type, {
      unique: () => type.replaceAll(/[^a-z]/g, "").padEnd(12, "x"),
    });
    await sandbox.settle();
    const ids = new Set(steps.flatMap(({ id, answer }) => [id, answer["account"]]));
    expect(ids.size).toBeGreaterThan(0);
    for (const event of await recent()) expect(errorsOf(published(event.type), event)).toEqual([]);
  });
});

/** The newest events of the default account, where most triggers work. */
async function recent(): Promise<AnyEvent[]> {
  return (await sandbox.client.events.list({ limit: 50 })).data;
}

test("one group of types can be asked for", async () => {
  const { data } = await sandbox.client.events.types({ type: "payment.*" });
  expect(data.length).toBeGreaterThan(3);
  expect(data.every(({ type }) => type.startsWith("payment."))).toBe(true);
});
