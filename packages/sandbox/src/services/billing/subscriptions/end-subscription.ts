import type { Subscription } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { recordEvent } from "../../activity/index.ts";
import { saveInvoice } from "../invoices/invoice.ts";
import { toInvoiceItem } from "../invoices/invoice-item.ts";
import type { InvoiceRow } from "../invoices/invoice-tables.ts";
import { insertDraft } from "../invoices/new-invoice.ts";
import { invoiceItems, invoicesOfSubscription } from "../store.ts";
import { saveSubscription } from "./subscription.ts";
import { addProrations, subscriptionInvoice, waitingItems } from "./subscription-invoice.ts";
import { pricedItemsOf } from "./subscription-item.ts";
import { creditsFor } from "./subscription-lines.ts";
import { invoicePriceTerms } from "./subscription-pricing.ts";
import { followEnd } from "./subscription-schedule.ts";
import type { SubscriptionRow } from "./subscription-tables.ts";
import { usageLines } from "../usage/usage-lines.ts";

interface Terms {
  /** Whether what is left of the period is credited. */
  prorate: boolean;
  /** Whether what waits for an invoice is billed. */
  invoice: boolean;
}

/** Ends a subscription: what is open is not collected any more, and what changes have made due is billed or dropped. */
export async function endSubscription(
  ctx: Context,
  row: SubscriptionRow,
  { prorate, invoice }: Terms = { prorate: false, invoice: false },
): Promise<Subscription> {
  await stopCollecting(ctx, row);
  if (prorate && isPaidFor(row) && ctx.now < row.period_end) {
    await addProrations(ctx, row, creditsFor(row, await pricedItemsOf(ctx, row.id), ctx.now));
  }
  const latest = invoice ? await billWaiting(ctx, row) : undefined;
  if (!invoice && !prorate) await dropWaiting(ctx, row);
  const ended = {
    ...row,
    status: "canceled",
    latest_invoice: latest ?? row.latest_invoice,
    canceled_at: row.canceled_at ?? ctx.now,
    ended_at: ctx.now,
    pause_behavior: null,
    pause_resumes_at: null,
    pending_update: null,
    schedule_at: null,
  } as const;
  await followEnd(ctx, row);
  return saveSubscription(ctx, ended, "customer.subscription.deleted");
}

/** Whether what is left of its period was billed. */
export const isPaidFor = ({ status }: SubscriptionRow): boolean => status === "active" || status === "past_due";

/** Nobody is charged for a subscription that ended; its invoices can still be paid. */
async function stopCollecting(ctx: Context, row: SubscriptionRow): Promise<void> {
  const { realm } = ctx.principal;
  const rows: InvoiceRow[] = await ctx.tx.all(invoicesOfSubscription, { realm, subscription: row.id });
  for (const invoice of rows) {
    if (invoice.auto_advance === 0 || (invoice.status !== "draft" && invoice.status !== "open")) continue;
    await saveInvoice(ctx, { ...invoice, auto_advance: 0, next_payment_attempt: null }, "invoice.updated");
  }
}

async function billWaiting(ctx: Context, row: SubscriptionRow): Promise<string | undefined> {
  const waiting = await waitingItems(ctx, row.customer);
  const over = { ...row, period_end: Math.min(ctx.now, row.period_end) };
  const used = isPaidFor(row) ? await usageLines(ctx, over, await pricedItemsOf(ctx, row.id)) : [];
  if (!waiting.some(({ subscription }) => subscription === row.id) && !used.some(({ amount }) => amount > 0)) {
    return undefined;
  }
  const billed = { service: used, terms: await invoicePriceTerms(ctx, row) };
  const draft = await subscriptionInvoice(ctx, row, "subscription_cycle", billed);
  // No period begins with it.
  await insertDraft(ctx, { ...draft, service_start: null, service_end: null }, waiting);
  return draft.id;
}

async function dropWaiting(ctx: Context, row: SubscriptionRow): Promise<void> {
  const { realm } = ctx.principal;
  for (const item of await waitingItems(ctx, row.customer)) {
    // What nobody but its merchant has noted waits for an invoice that he makes.
    if (item.subscription !== row.id || item.subscription_item === null) continue;
    await ctx.tx.run(invoiceItems.remove, { id: item.id, realm });
    await recordEvent(ctx, "invoiceitem.deleted", toInvoiceItem(item, ctx.principal.mode === "live"));
  }
}
