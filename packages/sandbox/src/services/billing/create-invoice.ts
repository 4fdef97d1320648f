import { defaultAsset, type InputOf, type Invoice, type Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { dropEmptyValues } from "../../platform/metadata.ts";
import { recordEvent } from "../activity/index.ts";
import { getCustomerRow } from "../customers/index.ts";
import { balanceOf } from "./customer-balance.ts";
import { advanceDelaySeconds, planNext, toInvoice, withLines } from "./invoice.ts";
import { readTerms } from "./invoice-terms.ts";
import type { InvoiceRow } from "./invoice-tables.ts";
import { invoiceItems, invoices, pendingItems } from "./store.ts";

type Input = InputOf<Operations["invoices.create"]>;

const noTerms = {
  collection_method: "charge_automatically",
  days_until_due: null,
  due_date: null,
  default_payment_method: null,
} as const;

/** Creates a draft of an invoice: empty, or of what waits for one. */
export async function createInvoice(ctx: Context, input: Input): Promise<Invoice> {
  const { realm } = ctx.principal;
  const { id: customer } = await getCustomerRow(ctx, input.customer, "customer");
  const terms = await readTerms(ctx, noTerms, customer, input);
  const included = input.pending_invoice_items_behavior === "include";
  const waiting = included ? await ctx.tx.all(pendingItems, { realm, customer, pending: 1 }) : [];
  const currency = input.currency ?? waiting[0]?.currency ?? defaultAsset;
  const row: InvoiceRow = {
    n: 0,
    id: ctx.platform.ids("invoice"),
    realm,
    customer,
    status: "draft",
    sequence: null,
    currency,
    lines: "[]",
    total: 0,
    starting_balance: await balanceOf(ctx, customer, currency),
    balance_applied: 0,
    amount_paid: 0,
    ...terms,
    auto_advance: Number(input.auto_advance ?? false),
    description: input.description ?? null,
    payment_intent: null,
    latest_charge: null,
    attempt_count: 0,
    first_attempt_at: null,
    next_payment_attempt: input.auto_advance ? ctx.now + advanceDelaySeconds : null,
    paid_out_of_band: 0,
    finalized_at: null,
    marked_uncollectible_at: null,
    paid_at: null,
    voided_at: null,
    metadata: JSON.stringify(dropEmptyValues(input.metadata)),
    created: ctx.now,
  };
  await ctx.tx.run(invoices.insert, row);
  for (const item of waiting) {
    if (item.currency === currency) await ctx.tx.run(invoiceItems.update, { ...item, invoice: row.id, pending: 0 });
  }
  const draft = await withLines(ctx, row);
  await ctx.tx.run(invoices.update, draft);
  await planNext(ctx, draft);
  const invoice = toInvoice(ctx, draft);
  await recordEvent(ctx, "invoice.created", invoice);
  return invoice;
}
