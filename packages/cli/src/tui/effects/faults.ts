import type { InputOf, Operations } from "@micro/sdk";

import { isRecord } from "../../config/file.ts";
import { faultLine } from "../../output/faults.ts";
import type { EffectContext } from "./context.ts";

/** Shows the rules by which requests and deliveries go wrong. */
export async function showFaults({ client, store }: EffectContext): Promise<void> {
  const { data } = await client.faults.list();
  const ids = data.map(({ id }) => id);
  store.dispatch({ type: "overlay", overlay: { kind: "faults", lines: data.map(faultLine), ids, index: 0 } });
}

/** Adds a rule that was typed as JSON, and shows all. */
export async function addFault(context: EffectContext, rule: string): Promise<void> {
  const parsed = parse(rule);
  // The sandbox checks it.
  await context.client.faults.create(parsed as InputOf<Operations["faults.create"]>);
  await showFaults(context);
}

function parse(rule: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(rule);
    if (isRecord(parsed)) return parsed;
  } catch {
    // It is told below.
  }
  throw new TypeError('A rule is JSON, such as {"effect":"latency","latency_ms":500}.');
}

/** Takes a rule away, and shows the rest. */
export async function removeFault(context: EffectContext, id: string): Promise<void> {
  await context.client.faults.delete(id);
  await showFaults(context);
}
