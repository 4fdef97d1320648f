import type { Invoice } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { recordEvent } from "../../activity/index.ts";
import { toInvoice } from "../invoices/invoice.ts";
import { linedWith } from "../invoices/invoice-lines.ts";
import { takenBy } from "../invoices/new-invoice.ts";
import type { Plan } from "./plan-change.ts";
import { subscriptionInvoice, toWaitingItem, waitingItems } from "./subscription-invoice.ts";
import { pricedItemsOf } from "./subscription-item.ts";
import { serviceLines } from "./subscription-lines.ts";
import { nextPeriod } from "./subscription-period.ts";
import type { SubscriptionRow } from "./subscription-tables.ts";
import { renewalLines } from "../usage/usage-lines.ts";

/** The next invoice of a subscription, made as it will be, of which nothing is written. */
export async function previewInvoice(ctx: Context, { row, items, prorations, renews, bills }: Plan): Promise<Invoice> {
  const billed = bills ? row : await nextPeriod(ctx, row);
  const service = bills ? billedNow(ctx, billed, items, renews) : await renewalLines(ctx, row, billed, items);
  const then = bills ? ctx : { ...ctx, now: billed.period_start };
  const draft = await subscriptionInvoice(then, billed, reasonOf(billed, bills), service);
  const waiting = [
    ...(await waitingItems(ctx, row.customer)),
    ...prorations.map((proration) => toWaitingItem(ctx, row, proration)),
  ];
  return toInvoice(ctx, await linedWith(then, { ...draft, id: `upcoming_${draft.id}` }, takenBy(draft, waiting)));
}

const billedNow = (ctx: Context, row: SubscriptionRow, items: Plan["items"], renews: boolean) =>
  renews ? serviceLines(ctx, row, items) : [];

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
