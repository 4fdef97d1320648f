import type { InputOf, Operations, SchedulePhase } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { DomainError } from "../../../platform/errors.ts";
import { createSubscription } from "./create-subscription.ts";
import { endSubscription } from "./end-subscription.ts";
import { addInvoiceItems, behaviorFor, enterPhase } from "./enter-phase.ts";
import { saidBy } from "./schedule-phases.ts";
import { subscriptionSchedules } from "../store.ts";
import { getSubscriptionRow, saveSubscription } from "./subscription.ts";
import { defaultsOf, getScheduleRow, phasesOf, saveSchedule } from "./subscription-schedule.ts";
import type { SubscriptionRow, SubscriptionScheduleRow } from "./subscription-tables.ts";

/** Begins the first phase of a schedule whose time has come: with a subscription of its own. */
export async function startSchedule(ctx: Context, id: string): Promise<void> {
  const row = await ctx.tx.first(subscriptionSchedules.find, { id, realm: ctx.principal.realm });
  if (row?.status !== "not_started") return;
  try {
    await ctx.tx.savepoint(() => beginSchedule(ctx, row));
  } catch (cause) {
    // The customer is gone, or a price or a coupon was taken out of use.
    if (!(cause instanceof DomainError)) throw cause;
    await saveSchedule(ctx, { ...row, status: "canceled", canceled_at: ctx.now }, "subscription_schedule.canceled");
  }
}

/** Makes the subscription of a schedule, in its first phase. */
export async function beginSchedule(ctx: Context, row: SubscriptionScheduleRow): Promise<SubscriptionScheduleRow> {
  const [first] = phasesOf(row);
  if (!first) throw new Error(`The schedule ${row.id} has no phase.`);
  const { id: subscription } = await createSubscription(ctx, await firstInput(ctx, row, first));
  const begun = { ...row, status: "active", subscription } as const;
  const made = await getSubscriptionRow(ctx, subscription);
  await saveSubscription(ctx, { ...made, schedule: row.id, schedule_at: first.end_date });
  await saveSchedule(ctx, begun, "subscription_schedule.updated");
  return begun;
}

/** What a subscription begins with in the first phase of its schedule. */
async function firstInput(
  ctx: Context,
  row: SubscriptionScheduleRow,
  phase: SchedulePhase,
): Promise<InputOf<Operations["subscriptions.create"]>> {
  const { customer } = row;
  await addInvoiceItems(ctx, customer, phase);
  const said = saidBy(phase, defaultsOf(row));
  const { days_until_due: days, ...terms } = said;
  return {
    customer,
    currency: phase.currency,
    items: phase.items.map((item) => given(item)),
    metadata: phase.metadata,
    ...given(terms),
    ...(said.collection_method === "send_invoice" && given({ days_until_due: days })),
    ...given({ trial_end: phase.trial_end }),
    payment_behavior: await behaviorFor(ctx, { customer, default_payment_method: said.default_payment_method }),
  };
}

type Given<T> = { [K in keyof T as null extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as null extends T[K] ? K : never]?: NonNullable<T[K]>;
};

// What is null is not said.
const given = <T extends object>(terms: T) =>
  Object.fromEntries(Object.entries(terms).filter(([, value]) => value !== null)) as Given<T>;

/** Ends a phase of a subscription's schedule: the next one begins, or the schedule is over. */
export async function advanceSchedule(ctx: Context, subscription: SubscriptionRow): Promise<void> {
  const row = await getScheduleRow(ctx, subscription.schedule ?? "");
  const phases = phasesOf(row);
  const next = phases.find((phase) => phase.start_date === subscription.schedule_at);
  if (!next) return finish(ctx, row, subscription);
  try {
    const defaults = defaultsOf(row);
    const over = phases.find((phase) => phase.end_date === next.start_date);
    const entered = { ...subscription, schedule_at: next.end_date };
    await ctx.tx.savepoint(() =>
      enterPhase(ctx, entered, over && { phase: over, defaults }, { phase: next, defaults }),
    );
  } catch (cause) {
    // A price or a coupon was taken out of use: the subscription goes on as it is.
    if (!(cause instanceof DomainError)) throw cause;
    return releaseFrom(ctx, row, subscription);
  }
  await saveSchedule(ctx, row, "subscription_schedule.updated");
}

async function finish(ctx: Context, row: SubscriptionScheduleRow, subscription: SubscriptionRow): Promise<void> {
  if (row.end_behavior === "release") return releaseFrom(ctx, row, subscription);
  await saveSchedule(ctx, { ...row, status: "completed", completed_at: ctx.now }, "subscription_schedule.completed");
  await endSubscription(ctx, { ...subscription, schedule_at: null }, { prorate: true, invoice: true });
}

/** Ends a schedule; its subscription goes on as it is. */
export async function releaseFrom(
  ctx: Context,
  row: SubscriptionScheduleRow,
  subscription: SubscriptionRow,
): Promise<void> {
  await saveSubscription(ctx, { ...subscription, schedule: null, schedule_at: null }, "customer.subscription.updated");
  await saveSchedule(ctx, { ...row, status: "released", released_at: ctx.now }, "subscription_schedule.released");
}
