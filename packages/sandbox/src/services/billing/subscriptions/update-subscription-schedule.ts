import type { InputOf, Operations, ScheduleDefaults, SchedulePhase, SubscriptionSchedule } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { mergeMetadata } from "../../../platform/metadata.ts";
import { enterPhase } from "./enter-phase.ts";
import { refuse } from "../refuse.ts";
import { readDefaults, readPhases } from "./schedule-phases.ts";
import { getSubscriptionRow } from "./subscription.ts";
import { assertScheduleAllows, defaultsOf, getScheduleRow, phasesOf, saveSchedule } from "./subscription-schedule.ts";
import type { SubscriptionScheduleRow } from "./subscription-tables.ts";

type Input = InputOf<Operations["subscription_schedules.update"]>;

/** Changes a schedule: of what is sent as `phases` the first is the one that runs, or the one that begins. */
export async function updateSubscriptionSchedule(ctx: Context, input: Input): Promise<SubscriptionSchedule> {
  const row = await getScheduleRow(ctx, input.id);
  await assertScheduleAllows(ctx, row, "update");
  const defaults = readDefaults(defaultsOf(row), input.default_settings);
  const phases = await changePhases(ctx, row, input.phases, defaults);
  const changed = {
    ...row,
    end_behavior: input.end_behavior ?? row.end_behavior,
    default_settings: JSON.stringify(defaults),
    phases: JSON.stringify(phases),
    metadata: mergeMetadata(row.metadata, input.metadata),
  };
  return saveSchedule(ctx, changed, "subscription_schedule.updated");
}

async function changePhases(
  ctx: Context,
  row: SubscriptionScheduleRow,
  inputs: Input["phases"],
  defaults: ScheduleDefaults,
): Promise<SchedulePhase[]> {
  const before = phasesOf(row);
  const owner = { customer: row.customer, defaults };
  if (row.status === "not_started" || row.subscription === null) {
    return inputs ? readPhases(ctx, inputs, before[0]?.start_date ?? ctx.now, owner) : before;
  }
  const subscription = await getSubscriptionRow(ctx, row.subscription);
  const running = before.find((phase) => phase.end_date === subscription.schedule_at);
  const begun = before.filter((phase) => phase.end_date <= (running?.start_date ?? ctx.now));
  const from = running && { phase: running, defaults: defaultsOf(row) };
  if (!inputs) {
    const differs = JSON.stringify(defaults) !== row.default_settings;
    if (running && differs) await enterPhase(ctx, subscription, from, { phase: running, defaults });
    return before;
  }
  const start = running?.start_date ?? ctx.now;
  const phases = await readPhases(ctx, inputs, start, {
    ...owner,
    subscription: subscription.id,
    currency: subscription.currency,
  });
  const [current] = phases;
  if (!current || current.end_date <= ctx.now) {
    return refuse("phases[0].end_date", "The phase that runs ends ahead: the first phase is that one.");
  }
  await enterPhase(ctx, { ...subscription, schedule_at: current.end_date }, from, { phase: current, defaults });
  return [...begun, ...phases];
}
