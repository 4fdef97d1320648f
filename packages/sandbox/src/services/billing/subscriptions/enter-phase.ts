import type { InputOf, Operations, ScheduleDefaults, SchedulePhase } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { mergeMetadata } from "../../../platform/metadata.ts";
import { getCustomer } from "../../customers/index.ts";
import { createInvoiceItem } from "../invoices/create-invoice-item.ts";
import { methodOf } from "../invoices/invoice-terms.ts";
import { changeSubscription } from "./change-subscription.ts";
import type { PaymentBehavior } from "./collect-now.ts";
import { saidBy } from "./schedule-phases.ts";
import { itemRowsOf, pricedItemsOf } from "./subscription-item.ts";
import { withPriceTerms } from "./subscription-pricing.ts";
import type { SubscriptionItemRow, SubscriptionRow } from "./subscription-tables.ts";
import { noTerms } from "./subscription-terms.ts";
import { planUpdate } from "./update-subscription.ts";

type ItemChange = NonNullable<InputOf<Operations["subscriptions.update"]>["items"]>[number];

/** A phase as its schedule stands. */
export interface Said {
  phase: SchedulePhase;
  defaults: ScheduleDefaults;
}

/**
 * Makes a subscription what a phase says. Where the phase differs from the one before, the subscription changes; what only
 * the earlier phase said is set back. Throws where a price or a coupon can no longer be used; the caller undoes what was
 * written.
 */
export async function enterPhase(ctx: Context, stored: SubscriptionRow, from: Said | undefined, to: Said) {
  const { phase } = to;
  const begins = from?.phase.start_date !== phase.start_date;
  const row = await withTerms(ctx, stored, from, to);
  if (begins) await addInvoiceItems(ctx, row.customer, phase);
  const trial = phase.trial_end !== (begins ? null : from.phase.trial_end) ? phase.trial_end : null;
  const restarts = begins && (phase.billing_cycle_anchor ?? to.defaults.billing_cycle_anchor) === "phase_start";
  const plan = await planUpdate(ctx, row, {
    items: changesTo(await itemRowsOf(ctx, row.id), from?.phase, phase),
    // At the end of a period nothing is left to credit or to charge; what was used in it is due in any case.
    proration_behavior: ctx.now >= row.period_end ? "create_prorations" : phase.proration_behavior,
    ...(trial !== null && trial > ctx.now && { trial_end: trial }),
    ...(restarts && { billing_cycle_anchor: "now" as const }),
  });
  await changeSubscription(ctx, row, plan, await behaviorFor(ctx, row));
}

/** Notes what is bought once when a phase begins. */
export async function addInvoiceItems(ctx: Context, customer: string, phase: SchedulePhase): Promise<void> {
  for (const { price, quantity, discounts, metadata, tax_rates: rates } of phase.add_invoice_items) {
    await createInvoiceItem(ctx, {
      customer,
      currency: phase.currency,
      price,
      quantity,
      metadata,
      ...(discounts && { discounts }),
      ...(rates && { tax_rates: rates }),
    });
  }
}

async function withTerms(
  ctx: Context,
  row: SubscriptionRow,
  from: Said | undefined,
  to: Said,
): Promise<SubscriptionRow> {
  const before = from && saidBy(from.phase, from.defaults);
  const after = saidBy(to.phase, to.defaults);
  const differs = (name: keyof typeof after) => !isSame(before?.[name] ?? null, after[name]);
  const methodDiffers = differs("collection_method") || differs("days_until_due");
  const changed = {
    ...row,
    ...(methodDiffers && {
      collection_method: after.collection_method ?? noTerms.collection_method,
      days_until_due: after.collection_method === "send_invoice" ? after.days_until_due : null,
    }),
    ...(differs("default_payment_method") && {
      default_payment_method: await methodOf(ctx, row.customer, after.default_payment_method ?? undefined, noTerms),
    }),
    ...(differs("description") && { description: after.description }),
    metadata: mergeMetadata(row.metadata, to.phase.metadata),
  };
  const prices = {
    ...(differs("discounts") && { discounts: after.discounts ?? [] }),
    ...(differs("default_tax_rates") && { default_tax_rates: after.default_tax_rates ?? [] }),
  };
  return withPriceTerms(ctx, changed, await pricedItemsOf(ctx, row.id), prices);
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** What has to change: an item whose price is in the phase stays; any other takes a new price of the phase, or is deleted. */
function changesTo(
  before: readonly SubscriptionItemRow[],
  from: SchedulePhase | undefined,
  { items }: SchedulePhase,
): ItemChange[] {
  const wanted = new Set(items.map(({ price }) => price));
  const spare = before.filter(({ price }) => !wanted.has(price));
  const changes = items.map(({ price, quantity, discounts, metadata, tax_rates: rates }): ItemChange => {
    const item = before.find((each) => each.price === price) ?? spare.shift();
    const said = from?.items.find((each) => each.price === item?.price);
    return {
      ...(item && { id: item.id }),
      price,
      ...(quantity !== null && { quantity }),
      metadata,
      ...(!isSame(said?.discounts ?? null, discounts) && { discounts: discounts ?? [] }),
      ...(!isSame(said?.tax_rates ?? null, rates) && { tax_rates: rates ?? [] }),
    };
  });
  return [...spare.map(({ id }) => ({ id, deleted: true })), ...changes];
}

/** The clock has no payment method to send. */
export async function behaviorFor(
  ctx: Context,
  { customer, default_payment_method: method }: Pick<SubscriptionRow, "customer" | "default_payment_method">,
): Promise<PaymentBehavior> {
  const known = method ?? (await getCustomer(ctx, { id: customer })).default_payment_method;
  return known === null ? "default_incomplete" : "allow_incomplete";
}
