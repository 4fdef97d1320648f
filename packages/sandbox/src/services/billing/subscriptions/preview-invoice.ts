import type { Invoice } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { recordEvent } from "../../activity/index.ts";
import { toInvoice } from "../invoices/invoice.ts";
import { linedWith } from "../invoices/invoice-lines.ts";
import { takenBy } from "../invoices/new-invoice.ts";
import { billedBy } from "./change-subscription.ts";
import type { Plan } from "./plan-change.ts";
import { subscriptionInvoice, toWaitingItem, waitingItems, type Billed } from "./subscription-invoice.ts";
import { pricedItemsOf } from "./subscription-item.ts";
import { serviceLines, type Proration } from "./subscription-lines.ts";
import { discountedItems, invoicePriceTerms } from "./subscription-pricing.ts";
import { nextPeriod } from "./subscription-period.ts";
import type { SubscriptionRow } from "./subscription-tables.ts";
import { renewalOf } from "../usage/usage-lines.ts";

/** The next invoice of a subscription, made as it will be, of which nothing is written. */
export async function previewInvoice(ctx: Context, plan: Plan, before?: SubscriptionRow): Promise<Invoice> {
  const { row, prorations, bills } = plan;
  const next = bills ? row : await nextPeriod(ctx, row);
  const then = bills ? ctx : { ...ctx, now: next.period_start };
  const billed = bills ? await billedNow(ctx, plan, before) : await renewalOf(then, row, next, plan.items);
  return previewDraft(then, next, { reason: reasonOf(next, bills), billed, prorations });
}

/** What the invoice of a subscription will be, with what waits for it. */
export async function previewDraft(
  then: Context,
  row: SubscriptionRow,
  made: { reason: Invoice["billing_reason"]; billed: Billed; prorations: readonly Proration[] },
): Promise<Invoice> {
  const draft = await subscriptionInvoice(then, row, made.reason, made.billed);
  const waiting = [
    ...(await waitingItems(then, row.customer)),
    ...made.prorations.map((proration) => toWaitingItem(then, row, proration)),
  ];
  return toInvoice(then, await linedWith(then, { ...draft, id: `upcoming_${draft.id}` }, takenBy(draft, waiting)));
}

async function billedNow(ctx: Context, plan: Plan, before: SubscriptionRow | undefined): Promise<Billed> {
  if (before) return billedBy(ctx, before, plan);
  const { row, items, renews } = plan;
  const terms = await invoicePriceTerms(ctx, row);
  if (!renews) return { terms, service: [] };
  return { terms, service: await serviceLines(ctx, row, await discountedItems(ctx, row, terms, items)) };
}

function reasonOf(row: SubscriptionRow, bills: boolean): Invoice["billing_reason"] {
  if (row.latest_invoice === null) return "subscription_create";
  return bills ? "subscription_update" : "subscription_cycle";
}

/** Announces the next invoice of a subscription. */
export async function tellUpcoming(ctx: Context, row: SubscriptionRow): Promise<void> {
  const items = await pricedItemsOf(ctx, row.id);
  const upcoming = await previewInvoice(ctx, { row, items, prorations: [], renews: false, bills: false });
  await recordEvent(ctx, "invoice.upcoming", upcoming);
}
