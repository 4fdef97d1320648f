import type { Context } from "../../../platform/context.ts";
import { recordEvent } from "../../activity/index.ts";
import { advanceDelaySeconds, planNext, toInvoice } from "./invoice.ts";
import { useUp } from "../catalogue/discount.ts";
import { linedWith, linesMax, linesOf, serviceLinesOf, totalsIn } from "./invoice-lines.ts";
import { totalsOf } from "./invoice-pricing.ts";
import type { InvoiceItemRow, InvoiceRow } from "./invoice-tables.ts";
import { invoiceItems, invoices } from "../store.ts";

type Given = "customer" | "customer_details" | "currency" | "starting_balance" | "collection_method";

/** A draft with what is known of it, and nothing else; the caller writes it. */
export function newInvoice(ctx: Context, known: Pick<InvoiceRow, Given> & Partial<InvoiceRow>): InvoiceRow {
  return {
    n: 0,
    id: ctx.platform.ids("invoice"),
    realm: ctx.principal.realm,
    billing_reason: "manual",
    subscription: null,
    subscription_metadata: null,
    period_start: ctx.now,
    quote: null,
    service_lines: "[]",
    service_start: null,
    service_end: null,
    status: "draft",
    sequence: null,
    number: null,
    effective_at: null,
    statement_descriptor: null,
    payment_method_types: null,
    lines: "[]",
    discounts: "[]",
    default_tax_rates: "[]",
    totals: JSON.stringify(totalsOf([])),
    total: 0,
    balance_applied: 0,
    amount_paid: 0,
    credited_before: 0,
    credited_after: 0,
    deferred: 0,
    recognised: 0,
    undeferred: 0,
    auto_advance: 1,
    default_payment_method: null,
    custom_fields: null,
    description: null,
    footer: null,
    application_fee_amount: null,
    application_fee_percent: null,
    on_behalf_of: null,
    transfer_data: null,
    days_until_due: null,
    due_date: null,
    payment_intent: null,
    payment_status: null,
    latest_charge: null,
    attempt_count: 0,
    first_attempt_at: null,
    next_payment_attempt: known.auto_advance === 0 ? null : ctx.now + advanceDelaySeconds,
    paid_out_of_band: 0,
    finalized_at: null,
    marked_uncollectible_at: null,
    paid_at: null,
    voided_at: null,
    test_clock: ctx.timeline,
    metadata: "{}",
    created: ctx.now,
    ...known,
  };
}

/** Writes a draft with those of the waiting items that it takes. */
export async function insertDraft(
  ctx: Context,
  row: InvoiceRow,
  waiting: readonly InvoiceItemRow[],
): Promise<InvoiceRow> {
  const taken = takenBy(row, waiting);
  const draft = await linedWith(ctx, row, taken);
  await ctx.tx.run(invoices.insert, draft);
  for (const item of taken) await ctx.tx.run(invoiceItems.update, { ...item, invoice: row.id, pending: 0 });
  await planNext(ctx, draft);
  await recordEvent(ctx, "invoice.created", toInvoice(ctx, draft));
  // At once: the next invoice of the subscription can be made before this one is finalised.
  await useUp(ctx, ["subscription", "subscription_item"], discountsUsed(draft));
  return draft;
}

/** The discounts that took something off an invoice, or that are in the amounts of its prorations. */
function discountsUsed(row: InvoiceRow): string[] {
  const taken = totalsIn(row).total_discount_amounts.filter(({ amount }) => amount > 0);
  const charged = linesOf(row).filter(({ amount, proration }) => proration && amount > 0);
  return [...new Set([...taken.map(({ discount }) => discount), ...charged.flatMap(({ discounts }) => discounts)])];
}

/** Those of the waiting items that an invoice takes: in its currency, none of another subscription, and as many as it has room for. */
export const takenBy = (row: InvoiceRow, waiting: readonly InvoiceItemRow[]): InvoiceItemRow[] =>
  waiting
    .filter(
      ({ currency, subscription }) =>
        currency === row.currency &&
        (row.subscription === null || subscription === null || subscription === row.subscription),
    )
    .slice(0, linesMax - serviceLinesOf(row).length);
