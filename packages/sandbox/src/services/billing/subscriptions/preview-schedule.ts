import type { InputOf, Invoice, Operations, SubscriptionSchedule } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { DomainError } from "../../../platform/errors.ts";
import { getInvoiceRow, toInvoice } from "../invoices/invoice.ts";
import { startSchedule } from "./advance-schedule.ts";
import { advanceSubscription } from "./advance-subscription.ts";
import { createSubscriptionSchedule } from "./create-subscription-schedule.ts";
import { refuse } from "../refuse.ts";
import { getSubscriptionRow } from "./subscription.ts";
import { nextDue } from "./subscription-dues.ts";
import { getScheduleRow } from "./subscription-schedule.ts";
import { updateSubscriptionSchedule } from "./update-subscription-schedule.ts";

type Input = InputOf<Operations["invoices.create_preview"]>;

/** How many things may happen to a subscription before its next invoice is made. */
const stepsMax = 100;

/**
 * The next invoice of a schedule, of a change of it, or of a new one. It is brought about, up to the instant at which the
 * invoice is made; the caller takes all of it back.
 */
export async function previewSchedule(ctx: Context, input: Input): Promise<Invoice> {
  if (input.subscription !== undefined) refuse("subscription", "Send `subscription` or a schedule, not both.");
  const before = input.schedule === undefined ? null : await latestOf(ctx, input.schedule);
  const { id, status, phases } = await changed(ctx, input);
  if (status === "not_started") await startSchedule({ ...ctx, now: phases[0]?.start_date ?? ctx.now }, id);
  const { subscription } = await getScheduleRow(ctx, id);
  const invoice = subscription === null ? undefined : await nextInvoice(ctx, subscription, before);
  if (invoice === undefined) {
    throw new DomainError("state_conflict", {
      message: "The schedule makes no other invoice.",
      param: input.schedule === undefined ? "schedule_details" : "schedule",
    });
  }
  return previewOf(ctx, invoice);
}

async function latestOf(ctx: Context, schedule: string): Promise<string | null> {
  const { subscription } = await getScheduleRow(ctx, schedule, "schedule");
  return subscription === null ? null : (await getSubscriptionRow(ctx, subscription)).latest_invoice;
}

async function changed(ctx: Context, input: Input): Promise<SubscriptionSchedule> {
  const { phases, end_behavior: end, proration_behavior: proration } = input.schedule_details ?? {};
  const terms = {
    ...(end && { end_behavior: end }),
    ...(phases && {
      phases: phases.map((phase) => ({
        ...(proration && { proration_behavior: proration }),
        ...(input.discounts && { discounts: input.discounts }),
        ...phase,
      })),
    }),
  };
  if (input.schedule !== undefined) return updateSubscriptionSchedule(ctx, { id: input.schedule, ...terms });
  if (input.customer === undefined) throw new DomainError("parameter_missing", { param: "customer" });
  return createSubscriptionSchedule(ctx, { customer: input.customer, ...terms });
}

/** Lets time pass until a subscription has another invoice than before; undefined where it never has. */
async function nextInvoice(ctx: Context, id: string, before: string | null): Promise<string | undefined> {
  let now = ctx.now;
  for (let step = 0; step < stepsMax; step += 1) {
    const row = await getSubscriptionRow(ctx, id);
    if (row.latest_invoice !== before && row.latest_invoice !== null) return row.latest_invoice;
    const next = nextDue(row);
    if (!next) return undefined;
    now = Math.max(now, next.at);
    await advanceSubscription({ ...ctx, now }, id);
  }
  return undefined;
}

/** An invoice as it is before it is finalised. */
async function previewOf(ctx: Context, id: string): Promise<Invoice> {
  const row = await getInvoiceRow(ctx, id);
  return toInvoice(ctx, {
    ...row,
    id: `upcoming_${id}`,
    status: "draft",
    sequence: null,
    number: null,
    balance_applied: 0,
    amount_paid: 0,
    attempt_count: 0,
    due_date: null,
    payment_intent: null,
    latest_charge: null,
    finalized_at: null,
    paid_at: null,
  });
}
