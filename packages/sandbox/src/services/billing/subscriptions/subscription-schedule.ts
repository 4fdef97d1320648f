import type { EventType, ScheduleDefaults, SchedulePhase, SubscriptionSchedule } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { daySeconds } from "../../../platform/day.ts";
import { commandRefused, resourceMissing } from "../../../platform/errors.ts";
import { scheduleVerb, unscheduleVerb } from "../../../platform/queue/verb-job.ts";
import { recordEvent } from "../../activity/index.ts";
import { inTimeOfRead } from "../../customers/index.ts";
import { subscriptionSchedules } from "../store.ts";
import { scheduleTransitions, type ScheduleCommand } from "./subscription-schedule-state.ts";
import type { SubscriptionRow, SubscriptionScheduleRow } from "./subscription-tables.ts";

/** The kind of the job that begins the first phase of a schedule. */
export const startScheduleJob = "subscription_schedule.start";
/** The kind of the job that announces the end of a schedule. */
export const expireScheduleJob = "subscription_schedule.expire";

/** How long before its end a schedule's end is announced, as Stripe has it. */
const noticeSeconds = 7 * daySeconds;

/** The schedule as the API shows it. */
export async function toSchedule(ctx: Context, row: SubscriptionScheduleRow): Promise<SubscriptionSchedule> {
  const phases = phasesOf(row);
  const { now } = await inTimeOfRead(ctx, row.customer);
  const current = row.status === "active" ? phases.find((phase) => isNow(now, phase)) : undefined;
  return {
    id: row.id,
    object: "subscription_schedule",
    canceled_at: row.canceled_at,
    completed_at: row.completed_at,
    created: row.created,
    current_phase: current ? { end_date: current.end_date, start_date: current.start_date } : null,
    customer: row.customer,
    default_settings: defaultsOf(row),
    end_behavior: row.end_behavior,
    livemode: ctx.principal.mode === "live",
    // It was stored by this service.
    metadata: JSON.parse(row.metadata) as SubscriptionSchedule["metadata"],
    phases,
    released_at: row.released_at,
    released_subscription: row.status === "released" ? row.subscription : null,
    status: row.status,
    subscription: row.status === "released" ? null : row.subscription,
  };
}

const isNow = (now: number, { start_date: start, end_date: end }: SchedulePhase) => start <= now && now < end;

// `readDefaults` makes them.
export const defaultsOf = (row: SubscriptionScheduleRow) => JSON.parse(row.default_settings) as ScheduleDefaults;

// `readPhases` makes them.
export const phasesOf = (row: Pick<SubscriptionScheduleRow, "phases">) => JSON.parse(row.phases) as SchedulePhase[];

/** Reads a schedule, or throws. */
export async function getScheduleRow(
  { tx, principal }: Context,
  id: string,
  param = "id",
): Promise<SubscriptionScheduleRow> {
  const row = await tx.first(subscriptionSchedules.find, { id, realm: principal.realm });
  if (!row) throw resourceMissing("subscription schedule", id, param);
  return row;
}

/** Throws where the schedule's status does not allow a command. */
export async function assertScheduleAllows(
  ctx: Context,
  row: SubscriptionScheduleRow,
  command: ScheduleCommand,
): Promise<void> {
  if (scheduleTransitions[row.status][command] !== null) return;
  throw commandRefused("schedule", row, command, { subscription_schedule: await toSchedule(ctx, row) });
}

/** Writes a changed schedule, and tells of it. */
export async function saveSchedule(
  ctx: Context,
  row: SubscriptionScheduleRow,
  type: Extract<EventType, `subscription_schedule.${string}`>,
): Promise<SubscriptionSchedule> {
  await ctx.tx.run(subscriptionSchedules.update, row);
  if (row.status !== "not_started") await unscheduleVerb(ctx, startScheduleJob, row.id);
  await planNotice(ctx, row);
  const schedule = await toSchedule(ctx, row);
  await recordEvent(ctx, type, schedule);
  return schedule;
}

/** Has the end of a schedule be announced ahead of it; where that time is over, it is not told again. */
export async function planNotice(ctx: Context, row: SubscriptionScheduleRow): Promise<void> {
  const at = (phasesOf(row).at(-1)?.end_date ?? 0) - noticeSeconds;
  const waits = row.status === "not_started" || row.status === "active";
  if (waits && at > ctx.now) await scheduleVerb(ctx, expireScheduleJob, row.id, at);
  else await unscheduleVerb(ctx, expireScheduleJob, row.id);
}

/** Tells that a schedule ends in seven days. */
export async function tellExpiring(ctx: Context, id: string): Promise<void> {
  const row = await ctx.tx.first(subscriptionSchedules.find, { id, realm: ctx.principal.realm });
  await unscheduleVerb(ctx, expireScheduleJob, id);
  if (row) await recordEvent(ctx, "subscription_schedule.expiring", await toSchedule(ctx, row));
}

/** Ends the schedule of a subscription that ended: it is aborted where nobody paid any more. */
export async function followEnd(ctx: Context, subscription: SubscriptionRow): Promise<void> {
  const { schedule: id, cancel_reason: reason } = subscription;
  const row = id === null ? undefined : await getScheduleRow(ctx, id);
  if (row?.status !== "active") return;
  const type = reason === "payment_failed" ? "subscription_schedule.aborted" : "subscription_schedule.canceled";
  await saveSchedule(ctx, { ...row, status: "canceled", canceled_at: ctx.now }, type);
}
