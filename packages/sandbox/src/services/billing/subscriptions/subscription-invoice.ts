import type { Invoice } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { recordEvent } from "../../activity/index.ts";
import { balanceOf } from "../credit/customer-balance.ts";
import { customerTerms } from "../invoices/customer-details.ts";
import type { UnpricedLine } from "../invoices/invoice-lines.ts";
import { toInvoiceItem } from "../invoices/invoice-item.ts";
import type { InvoiceItemRow, InvoiceRow } from "../invoices/invoice-tables.ts";
import { newInvoice } from "../invoices/new-invoice.ts";
import { sharesOfDraft } from "../shares.ts";
import { invoiceItems, pendingItems } from "../store.ts";
import type { Proration } from "./subscription-lines.ts";
import type { InvoicePriceTerms } from "./subscription-pricing.ts";
import type { SubscriptionRow } from "./subscription-tables.ts";

/** What an invoice is for, and what is taken off and added. */
export interface Billed {
  service: readonly UnpricedLine[];
  /** The beginning of the period that is over; without one, of the period that runs. */
  since?: number;
  terms: InvoicePriceTerms;
}

/** A draft for a subscription, with the lines of its period if there are any; the caller writes it. */
export async function subscriptionInvoice(
  ctx: Context,
  row: SubscriptionRow,
  reason: Invoice["billing_reason"],
  { service, since, terms }: Billed,
): Promise<InvoiceRow> {
  const { customer, currency } = row;
  const billed = service.length > 0;
  return newInvoice(ctx, {
    customer,
    ...(await customerTerms(ctx, customer)),
    currency,
    billing_reason: reason,
    subscription: row.id,
    subscription_metadata: row.metadata,
    period_start: Math.min(since ?? row.period_start, ctx.now),
    service_lines: JSON.stringify(service),
    service_start: billed ? row.period_start : null,
    service_end: billed ? row.period_end : null,
    collection_method: row.collection_method,
    days_until_due: row.days_until_due,
    default_payment_method: row.default_payment_method,
    description: row.description,
    payment_method_types: row.payment_method_types,
    ...sharesOfDraft(row),
    ...terms,
    starting_balance: await balanceOf(ctx, customer, currency),
  });
}

/** What waits for an invoice of a customer. */
export const waitingItems = ({ tx, principal }: Context, customer: string): Promise<InvoiceItemRow[]> =>
  tx.all(pendingItems, { realm: principal.realm, customer, pending: 1 });

/** Notes what a change made due, for the next invoice. */
export async function addProrations(
  ctx: Context,
  row: SubscriptionRow,
  prorations: readonly Proration[],
): Promise<void> {
  for (const proration of prorations) {
    const item = toWaitingItem(ctx, row, proration);
    await ctx.tx.run(invoiceItems.insert, item);
    await recordEvent(ctx, "invoiceitem.created", toInvoiceItem(item, ctx.principal.mode === "live"));
  }
}

/** The item that a proration makes. */
export const toWaitingItem = (ctx: Context, row: SubscriptionRow, proration: Proration): InvoiceItemRow => ({
  n: 0,
  id: ctx.platform.ids("invoiceItem"),
  realm: ctx.principal.realm,
  customer: row.customer,
  invoice: null,
  pending: 1,
  currency: row.currency,
  subscription: row.id,
  test_clock: ctx.timeline,
  metadata: "{}",
  created: ctx.now,
  ...proration,
});
