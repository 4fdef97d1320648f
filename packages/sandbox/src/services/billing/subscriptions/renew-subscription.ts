import type { Subscription } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { getCustomer } from "../../customers/index.ts";
import { endSubscription } from "./end-subscription.ts";
import type { InvoiceRow } from "../invoices/invoice-tables.ts";
import { markUncollectible } from "../invoices/mark-uncollectible.ts";
import { insertDraft } from "../invoices/new-invoice.ts";
import { openUnlessRefused } from "../invoices/advance-invoice.ts";
import { saveSubscription, saveTaken } from "./subscription.ts";
import { subscriptionInvoice, waitingItems } from "./subscription-invoice.ts";
import { pricedItemsOf } from "./subscription-item.ts";
import { nextPeriod } from "./subscription-period.ts";
import type { SubscriptionRow } from "./subscription-tables.ts";
import { renewalOf } from "../usage/usage-lines.ts";
import { voidInvoice } from "../invoices/void-invoice.ts";

/** Ends a period, which may be the trial, and bills the next one by a draft that the clock finalises. */
export async function renewSubscription(ctx: Context, row: SubscriptionRow): Promise<void> {
  if (await stopUnpaidTrial(ctx, row)) return;
  const next = await nextPeriod(ctx, row);
  const items = await pricedItemsOf(ctx, row.id);
  const renewal = await renewalOf(ctx, row, next, items);
  const draft = await subscriptionInvoice(ctx, next, "subscription_cycle", renewal);
  const collected = next.pause_behavior === null && next.status !== "unpaid";
  const held = collected ? draft : { ...draft, auto_advance: 0, next_payment_attempt: null };
  await saveTaken(ctx, items, renewal.items);
  await saveSubscription(ctx, { ...next, latest_invoice: draft.id }, "customer.subscription.updated");
  const written = await insertDraft(ctx, held, await waitingItems(ctx, row.customer));
  if (next.pause_behavior !== null) await whilePaused[next.pause_behavior](ctx, written);
}

/** Ends or pauses a subscription whose trial is over, where nobody can be charged and its owner wants that. */
export async function stopUnpaidTrial(ctx: Context, row: SubscriptionRow): Promise<Subscription | undefined> {
  if (row.status !== "trialing" || row.trial_end_behavior === "create_invoice" || !(await lacksMethod(ctx, row))) {
    return undefined;
  }
  if (row.trial_end_behavior === "cancel") return endSubscription(ctx, row);
  return saveSubscription(ctx, { ...row, status: "paused" }, "customer.subscription.paused");
}

/** What becomes of an invoice while the collection is paused. */
const whilePaused: Record<
  NonNullable<SubscriptionRow["pause_behavior"]>,
  (ctx: Context, draft: InvoiceRow) => Promise<unknown>
> = {
  keep_as_draft: () => Promise.resolve(),
  mark_uncollectible: async (ctx, draft) => {
    const open = await openUnlessRefused(ctx, draft);
    if (open?.status === "open") await markUncollectible(ctx, { id: open.id });
  },
  void: async (ctx, draft) => {
    const open = await openUnlessRefused(ctx, draft);
    if (open) await voidInvoice(ctx, open);
  },
};

async function lacksMethod(ctx: Context, row: SubscriptionRow): Promise<boolean> {
  if (row.collection_method !== "charge_automatically" || row.default_payment_method !== null) return false;
  return (await getCustomer(ctx, { id: row.customer })).default_payment_method === null;
}
