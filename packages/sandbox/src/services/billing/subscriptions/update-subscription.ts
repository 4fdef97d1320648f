import type { InputOf, Operations, Subscription } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { addInvoiceItems } from "./add-invoice-items.ts";
import { changeSubscription } from "./change-subscription.ts";
import { changeItems } from "./change-items.ts";
import { assertTrialEnd } from "./new-subscription.ts";
import { planChange, type Change, type Plan } from "./plan-change.ts";
import { refuse } from "../refuse.ts";
import { readShares } from "../shares.ts";
import { stopUnpaidTrial } from "./renew-subscription.ts";
import {
  assertNothingPending,
  assertSubscriptionAllows,
  getSubscriptionRow,
  saveSubscription,
} from "./subscription.ts";
import { pricedItemsOf, type PricedItem } from "./subscription-item.ts";
import { discountedItems, invoicePriceTerms, withPriceTerms } from "./subscription-pricing.ts";
import type { SubscriptionRow } from "./subscription-tables.ts";
import { readEnd, readSubscriptionTerms } from "./subscription-terms.ts";
import { usedUpTo } from "../usage/usage-lines.ts";

type Input = InputOf<Operations["subscriptions.update"]>;

/** What is changed together with what it costs. */
const structural = ["billing_cycle_anchor", "items", "trial_end"] as const;
const edits = [
  ...structural,
  "add_invoice_items",
  "application_fee_percent",
  "cancel_at",
  "cancel_at_period_end",
  "collection_method",
  "default_tax_rates",
  "discounts",
  "on_behalf_of",
  "pause_collection",
  "transfer_data",
] as const;
/** What can wait for its payment, as Stripe has it. */
const pendable: ReadonlySet<string> = new Set([
  ...structural,
  "add_invoice_items",
  "id",
  "expand",
  "payment_behavior",
  "proration_behavior",
  "proration_date",
]);

/** Changes a subscription. */
export async function updateSubscription(ctx: Context, input: Input): Promise<Subscription> {
  const stored = await getSubscriptionRow(ctx, input.id);
  const edited = edits.find((name) => input[name] !== undefined);
  await assertSubscriptionAllows(ctx, stored, edited === undefined ? "annotate" : "edit", edited);
  if (input.payment_behavior === "pending_if_incomplete") assertPendable(input);
  const row = await repriced(ctx, await withTerms(ctx, stored, input), input);
  await addInvoiceItems(ctx, row, input.add_invoice_items);
  if (!structural.some((name) => input[name] !== undefined)) {
    return saveSubscription(ctx, row, "customer.subscription.updated");
  }
  await assertNothingPending(
    ctx,
    row,
    structural.find((name) => input[name] !== undefined),
  );
  if (input.trial_end === "now" && input.items === undefined) {
    const stopped = await stopUnpaidTrial(ctx, { ...row, trial_end: Math.min(ctx.now, row.trial_end ?? ctx.now) });
    if (stopped) return stopped;
  }
  const plan = await planUpdate(ctx, row, input);
  return changeSubscription(ctx, row, plan, input.payment_behavior ?? "allow_incomplete");
}

type PlanInput = Pick<Input, "billing_cycle_anchor" | "items" | "proration_behavior" | "proration_date" | "trial_end">;

/** What a change comes to; nothing is written. */
export async function planUpdate(ctx: Context, row: SubscriptionRow, input: PlanInput): Promise<Plan> {
  if (typeof input.trial_end === "number") assertTrialEnd(ctx.now, input.trial_end);
  const before = await pricedItemsOf(ctx, row.id);
  const now = nowWithin(ctx, row);
  const at = prorationDate(ctx, row, input.proration_date);
  const { id: subscription, customer, currency } = row;
  const owner = { subscription, customer, currency, usedFrom: now, billedFrom: at };
  const after = input.items === undefined ? before : await changeItems(ctx, before, input.items, owner);
  const terms = await invoicePriceTerms(ctx, row);
  const change: Change = {
    items: await discountedItems(ctx, row, terms, after),
    used: await usedUpTo(ctx, row, withoutPricesOf(after, before), now),
    standing: await discountedItems(ctx, row, terms, before.map(withDiscountsOf(after))),
    proration: input.proration_behavior ?? "create_prorations",
    at,
    restart: input.billing_cycle_anchor === "now",
    trialEnd: input.trial_end,
  };
  return planChange(ctx.now, { row, items: before }, change);
}

/** The items that a change takes away, or gives another price. */
const withoutPricesOf = (after: readonly PricedItem[], before: readonly PricedItem[]): PricedItem[] =>
  before.filter(({ row }) => !after.some((item) => item.row.id === row.id && item.row.price === row.price));

/** An item with the discounts that it has after a change. */
const withDiscountsOf =
  (after: readonly PricedItem[]) =>
  (item: PricedItem): PricedItem => {
    const { discounts } = after.find(({ row }) => row.id === item.row.id)?.row ?? item.row;
    return { ...item, row: { ...item.row, discounts } };
  };

/** Now, within the current period: one that has just ended waits to be renewed. */
export const nowWithin = ({ now }: Context, { period_end: end }: SubscriptionRow): number => Math.min(now, end);

/** The instant from which a change counts. */
export function prorationDate(ctx: Context, row: SubscriptionRow, sent: number | undefined): number {
  if (sent === undefined) return nowWithin(ctx, row);
  if (sent >= row.period_start && sent <= row.period_end) return sent;
  return refuse("proration_date", "`proration_date` lies outside of the current period.");
}

async function repriced(ctx: Context, row: SubscriptionRow, input: Input): Promise<SubscriptionRow> {
  if (!input.discounts && !input.default_tax_rates) return row;
  return withPriceTerms(ctx, row, await pricedItemsOf(ctx, row.id), input);
}

async function withTerms(ctx: Context, row: SubscriptionRow, input: Input): Promise<SubscriptionRow> {
  const changed = {
    ...row,
    ...(await readSubscriptionTerms(ctx, row, row, input)),
    ...(await readShares(ctx, row, input)),
    ...readEnd(ctx.now, row, input),
  };
  const pause = input.pause_collection;
  if (pause === undefined) return changed;
  if (pause?.resumes_at !== undefined && pause.resumes_at <= ctx.now) {
    refuse("pause_collection.resumes_at", "`resumes_at` lies in the past.");
  }
  return { ...changed, pause_behavior: pause?.behavior ?? null, pause_resumes_at: pause?.resumes_at ?? null };
}

function assertPendable(input: Input): void {
  const other = Object.keys(input).find((name) => !pendable.has(name));
  for (const [index, item] of (input.items ?? []).entries()) {
    const term = (["discounts", "tax_rates"] as const).find((name) => item[name] !== undefined);
    if (term) refuse(`items[${index}].${term}`, `\`${term}\` cannot wait for a payment: change it by itself.`);
  }
  if (other !== undefined) refuse(other, `\`${other}\` cannot wait for a payment: change it by a call of its own.`);
}
