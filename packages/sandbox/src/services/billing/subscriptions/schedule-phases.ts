import type { Asset, InputOf, Operations, SchedulePhase } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { boundary } from "./calendar.ts";
import { changeItems } from "./change-items.ts";
import { refuse } from "../refuse.ts";

type PhaseInput = NonNullable<InputOf<Operations["subscription_schedules.create"]>["phases"]>[number];

/** The phases that are asked for, one behind the other from an instant on. Throws where they do not go together. */
export async function readPhases(
  ctx: Context,
  inputs: readonly PhaseInput[],
  start: number,
  currency?: Asset,
): Promise<SchedulePhase[]> {
  const phases: SchedulePhase[] = [];
  let billedIn = currency;
  for (const [index, input] of inputs.entries()) {
    const path = `phases[${index}]`;
    const items = await changeItems(ctx, [], input.items, {
      subscription: "",
      customer: "",
      currency: billedIn,
      path: `${path}.`,
    });
    const price = items[0]?.price;
    if (!price) continue;
    billedIn ??= price.currency;
    const from = phases.at(-1)?.end_date ?? start;
    const { interval = "month", interval_count: count = 1 } = price.recurring ?? {};
    const cycle = { anchor: from, interval, interval_count: count };
    phases.push({
      currency: billedIn,
      start_date: from,
      end_date: endOf(input, path, from, (iterations) => boundary(cycle, iterations)),
      items: items.map(({ row: { price: id, quantity } }) => ({ price: id, quantity })),
      proration_behavior: input.proration_behavior ?? "create_prorations",
    });
  }
  const last = phases.at(-1);
  if (last && last.end_date <= ctx.now) refuse("phases", "The last phase ends in the past.");
  return phases;
}

function endOf(
  { end_date: end, iterations }: PhaseInput,
  path: string,
  start: number,
  behind: (iterations: number) => number,
): number {
  if (end === undefined) return behind(iterations ?? 1);
  if (iterations !== undefined) refuse(`${path}.iterations`, "Send `end_date` or `iterations`, not both.");
  if (end <= start) refuse(`${path}.end_date`, "A phase ends behind its start.");
  return end;
}
