import type { InputOf, Operations, ScheduleDefaults, SchedulePhase, SubscriptionSchedule } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { DomainError } from "../../../platform/errors.ts";
import { dropEmptyValues } from "../../../platform/metadata.ts";
import { scheduleVerb } from "../../../platform/queue/verb-job.ts";
import { recordEvent } from "../../activity/index.ts";
import { getCustomerRow } from "../../customers/index.ts";
import { givenDiscounts } from "../catalogue/discount.ts";
import { parseIds } from "../invoices/invoice-lines.ts";
import { beginSchedule } from "./advance-schedule.ts";
import { refuse } from "../refuse.ts";
import { quantityOf, readDefaults, readPhases } from "./schedule-phases.ts";
import { subscriptionSchedules } from "../store.ts";
import { assertSubscriptionAllows, getSubscriptionRow, saveSubscription, showSubscription } from "./subscription.ts";
import { itemDiscounts, pricedItemsOf } from "./subscription-item.ts";
import { planNotice, startScheduleJob, toSchedule } from "./subscription-schedule.ts";
import type { SubscriptionRow, SubscriptionScheduleRow } from "./subscription-tables.ts";

type Input = InputOf<Operations["subscription_schedules.create"]>;

/** Creates a schedule: of a subscription that there is, or of one that its first phase begins, now or later. */
export async function createSubscriptionSchedule(ctx: Context, input: Input): Promise<SubscriptionSchedule> {
  if (input.from_subscription !== undefined) return fromSubscription(ctx, input.from_subscription, input);
  if (input.customer === undefined) throw new DomainError("parameter_missing", { param: "customer" });
  if (input.phases === undefined) throw new DomainError("parameter_missing", { param: "phases" });
  const { id: customer } = await getCustomerRow(ctx, input.customer, "customer");
  const start = startOf(ctx.now, input);
  const defaults = readDefaults(undefined, input.default_settings);
  const phases = await readPhases(ctx, input.phases, start, { customer, defaults });
  const row = scheduleOf(ctx, input, customer, { phases, defaults });
  await insert(ctx, row);
  if (start <= ctx.now) return toSchedule(ctx, await beginSchedule(ctx, row));
  await scheduleVerb(ctx, startScheduleJob, row.id, start);
  return toSchedule(ctx, row);
}

function startOf(now: number, { start_date: start = "now" }: Input): number {
  if (start === "now") return now;
  if (start < now) refuse("start_date", "`start_date` lies in the past: send `now`.");
  return start;
}

async function fromSubscription(ctx: Context, id: string, input: Input): Promise<SubscriptionSchedule> {
  const other = (["customer", "default_settings", "phases", "start_date"] as const).find(
    (name) => input[name] !== undefined,
  );
  if (other !== undefined) refuse(other, `The subscription says its \`${other}\`: change the schedule afterwards.`);
  const subscription = await getSubscriptionRow(ctx, id, "from_subscription");
  await assertSubscriptionAllows(ctx, subscription, "edit", "from_subscription");
  if (subscription.schedule !== null) {
    throw new DomainError("state_conflict", {
      message: `The subscription has the schedule ${subscription.schedule} already.`,
      param: "from_subscription",
      resource: { subscription: await showSubscription(ctx, subscription) },
    });
  }
  const phase = await currentPhase(ctx, subscription);
  // What the subscription is now is so in every phase that says nothing else.
  const { collection_method, days_until_due, default_payment_method, description } = subscription;
  const terms = { collection_method, days_until_due, default_payment_method, description };
  const defaults = { billing_cycle_anchor: "automatic", ...terms } as const;
  const row = {
    ...scheduleOf(ctx, input, subscription.customer, { phases: [phase], defaults }),
    status: "active",
    subscription: id,
  } as const;
  await insert(ctx, row);
  const scheduled = { ...subscription, schedule: row.id, schedule_at: phase.end_date };
  await saveSubscription(ctx, scheduled, "customer.subscription.updated");
  return toSchedule(ctx, row);
}

async function currentPhase(ctx: Context, row: SubscriptionRow): Promise<SchedulePhase> {
  const shown = [];
  for (const item of await pricedItemsOf(ctx, row.id)) {
    shown.push({
      price: item.row.price,
      quantity: quantityOf(item),
      discounts: namedDiscounts(await itemDiscounts(ctx, item)),
      // It was stored by this service.
      metadata: JSON.parse(item.row.metadata) as SchedulePhase["metadata"],
      tax_rates: item.row.tax_rates === null ? null : parseIds(item.row.tax_rates),
    });
  }
  const rates = parseIds(row.default_tax_rates);
  return {
    add_invoice_items: [],
    billing_cycle_anchor: null,
    collection_method: null,
    currency: row.currency,
    days_until_due: null,
    default_payment_method: null,
    default_tax_rates: rates.length > 0 ? rates : null,
    description: null,
    discounts: namedDiscounts(await givenDiscounts(ctx, parseIds(row.discounts))),
    start_date: row.period_start,
    end_date: row.period_end,
    items: shown,
    metadata: {},
    proration_behavior: "create_prorations",
    trial_end: row.status === "trialing" ? row.trial_end : null,
  };
}

/** Discounts that are there, as a caller names them. */
const namedDiscounts = (ids: readonly string[]): SchedulePhase["discounts"] =>
  ids.length > 0 ? ids.map((discount) => ({ discount })) : null;

const scheduleOf = (
  ctx: Context,
  { end_behavior: behavior = "release", metadata }: Input,
  customer: string,
  { phases, defaults }: { phases: readonly SchedulePhase[]; defaults: ScheduleDefaults },
): SubscriptionScheduleRow => ({
  n: 0,
  id: ctx.platform.ids("subscriptionSchedule"),
  realm: ctx.principal.realm,
  customer,
  status: "not_started",
  subscription: null,
  end_behavior: behavior,
  default_settings: JSON.stringify(defaults),
  phases: JSON.stringify(phases),
  released_at: null,
  completed_at: null,
  canceled_at: null,
  metadata: JSON.stringify(dropEmptyValues(metadata)),
  created: ctx.now,
});

async function insert(ctx: Context, row: SubscriptionScheduleRow): Promise<void> {
  await ctx.tx.run(subscriptionSchedules.insert, row);
  await planNotice(ctx, row);
  await recordEvent(ctx, "subscription_schedule.created", await toSchedule(ctx, row));
}
