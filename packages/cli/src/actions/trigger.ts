import { readFileSync } from "node:fs";

import {
  eventCatalogue,
  eventTypes,
  operations,
  runTrigger,
  TriggerError,
  type Client,
  type EventType,
  type TriggerOptions,
  type TriggerStep,
} from "@micro/sdk";

import { Abort, UsageError } from "../abort.ts";
import { isRecord } from "../config/file.ts";

/** What a trigger made, step by step. */
export interface Triggered {
  type: EventType;
  steps: { name: string; operation: string; id: string | null }[];
}

/** What may be told to a trigger, as it was typed. */
export interface TriggerRequest {
  overrides: readonly string[];
  removals: readonly string[];
  /** `payment_intent=pi_…`. */
  use: readonly string[];
  /** Steps as JSON, or the name of a file after an `@`. */
  raw: string | undefined;
}

/** Reads what was typed; throws before anything is called. */
export function parseTrigger({ overrides, removals, use, raw }: TriggerRequest): TriggerOptions {
  const existing = use.map((pair) => {
    const [, name, id] = /^([^=]+)=(.+)$/.exec(pair) ?? [];
    if (name !== undefined && id !== undefined) return [name, id] as const;
    throw new UsageError(`"${pair}" names no object.`, "Write it as --use payment_intent=pi_…");
  });
  return {
    overrides,
    removals,
    existing: Object.fromEntries(existing),
    steps: raw === undefined ? undefined : parseRaw(raw),
  };
}

/** Brings an event about by ordinary calls. */
export async function trigger(client: Client, type: string, options: TriggerOptions): Promise<Triggered> {
  try {
    const result = await runTrigger(client, type, options);
    const steps = result.steps.map(({ name, operation, id }) => ({ name, operation, id: id ?? null }));
    return { type: result.type, steps };
  } catch (error) {
    throw error instanceof TriggerError ? explain(error) : error;
  }
}

/** Every event that can be triggered, and what it means. */
export const triggerList = (): { type: EventType; meaning: string }[] =>
  eventTypes.map((type) => ({ type, meaning: eventCatalogue[type].meaning }));

function parseRaw(raw: string): TriggerStep[] {
  const parsed = parseJson(raw.startsWith("@") ? readFile(raw.slice(1)) : raw);
  const steps: unknown[] = Array.isArray(parsed) ? parsed : [parsed];
  return steps.map((step, index) => {
    const { name, operation, input = {}, expects } = isRecord(step) ? step : {};
    if (typeof name !== "string" || typeof operation !== "string" || !Object.hasOwn(operations, operation)) {
      throw new UsageError(
        `Step ${index + 1} of --raw has no name, or no operation of the API.`,
        'A step is {"name": "payment_intent", "operation": "payment_intents.create", "input": {…}}.',
      );
    }
    return { name, operation, input: isRecord(input) ? input : {}, ...(expects === "card_error" && { expects }) };
  });
}

function readFile(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(
      `The file ${file} of --raw cannot be read.`,
      error instanceof Error ? error.message : undefined,
    );
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError("--raw is not valid JSON.", error instanceof Error ? error.message : undefined);
  }
}

function explain({ reason, message }: TriggerError): Abort {
  switch (reason) {
    case "unknown_type":
      return new UsageError(message, "micro trigger --list shows all.");
    case "unknown_override":
    case "invalid_override":
    case "unknown_step":
      return new UsageError(message, "Nothing was called.");
    case "unexpected_success":
    case "missing_reference":
      return new Abort(message);
  }
}
