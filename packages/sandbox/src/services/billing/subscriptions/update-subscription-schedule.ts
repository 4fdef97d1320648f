import type { InputOf, Operations, SchedulePhase, SubscriptionSchedule } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { mergeMetadata } from "../../../platform/metadata.ts";
import { enterPhase } from "./enter-phase.ts";
import { refuse } from "../refuse.ts";
import { readPhases } from "./schedule-phases.ts";
import { getSubscriptionRow } from "./subscription.ts";
import { assertScheduleAllows, getScheduleRow, phasesOf, saveSchedule } from "./subscription-schedule.ts";
import type { SubscriptionScheduleRow } from "./subscription-tables.ts";

type Input = InputOf<Operations["subscription_schedules.update"]>;

/** Changes a schedule: of what is sent as `phases` the first is the one that runs, or the one that begins. */
export async function updateSubscriptionSchedule(ctx: Context, input: Input): Promise<SubscriptionSchedule> {
  const row = await getScheduleRow(ctx, input.id);
  assertScheduleAllows(ctx, row, "update");
  const phases = input.phases && (await changePhases(ctx, row, input.phases));
  const changed = {
    ...row,
    end_behavior: input.end_behavior ?? row.end_behavior,
    phases: phases ? JSON.stringify(phases) : row.phases,
    metadata: mergeMetadata(row.metadata, input.metadata),
  };
  return saveSchedule(ctx, changed, "subscription_schedule.updated");
}

async function changePhases(
  ctx: Context,
  row: SubscriptionScheduleRow,
  inputs: NonNullable<Input["phases"]>,
): Promise<SchedulePhase[]> {
  const before = phasesOf(row);
  if (row.status === "not_started" || row.subscription === null) {
    return readPhases(ctx, inputs, before[0]?.start_date ?? ctx.now);
  }
  const subscription = await getSubscriptionRow(ctx, row.subscription);
  const running = before.find((phase) => phase.end_date === subscription.schedule_at);
  const begun = before.filter((phase) => phase.end_date <= (running?.start_date ?? ctx.now));
  const phases = await readPhases(ctx, inputs, running?.start_date ?? ctx.now, subscription.currency);
  const [current] = phases;
  if (!current || current.end_date <= ctx.now) {
    return refuse("phases[0].end_date", "The phase that runs ends ahead: the first phase is that one.");
  }
  await enterPhase(ctx, { ...subscription, schedule_at: current.end_date }, current);
  return [...begun, ...phases];
}
