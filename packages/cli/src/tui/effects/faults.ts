import { isRecord } from "../../config/file.ts";
import { type EffectContext, tell } from "./context.ts";
import { callOptional, findOptional, itemsOf } from "./optional.ts";

/** Shows the faults that are on, where this version has any. */
export async function showFaults(context: EffectContext): Promise<void> {
  if (findOptional("faults.list") === undefined) return tell(context, "This sandbox makes no faults on demand yet.");
  const faults = itemsOf(await callOptional(context.client, "faults.list", {}));
  const ids = faults.map(({ id }) => String(id));
  const lines = faults.map(({ id, ...rule }) => `${String(id)}  ${JSON.stringify(rule)}`);
  return context.store.dispatch({ type: "overlay", overlay: { kind: "faults", lines, ids, index: 0 } });
}

/** Adds a fault that was typed as JSON, and shows all. */
export async function addFault(context: EffectContext, rule: string): Promise<void> {
  const parsed: unknown = JSON.parse(rule);
  if (!isRecord(parsed)) throw new TypeError("A fault is a JSON object.");
  await callOptional(context.client, findOptional("faults.add") ? "faults.add" : "faults.create", parsed);
  await showFaults(context);
}

/** Takes a fault away, and shows the rest. */
export async function removeFault(context: EffectContext, id: string): Promise<void> {
  await callOptional(context.client, findOptional("faults.remove") ? "faults.remove" : "faults.delete", { id });
  await showFaults(context);
}
