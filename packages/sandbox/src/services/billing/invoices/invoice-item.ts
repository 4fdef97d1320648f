import type { InvoiceItem } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { DomainError, resourceMissing } from "../../../platform/errors.ts";
import { wholeOf } from "../../products/index.ts";
import { assertInvoiceAllows, getInvoiceRow, saveInvoice } from "./invoice.ts";
import { parseIds, withLines } from "./invoice-lines.ts";
import type { InvoiceItemRow, InvoiceRow } from "./invoice-tables.ts";
import { invoiceItems } from "../store.ts";

/** What a line may cost at most, either way: sums of them stay exact. */
export const itemAmountMax = 999_999_999_999;

/** The item as the API shows it. */
export function toInvoiceItem(row: Omit<InvoiceItemRow, "n">, livemode: boolean): InvoiceItem {
  return {
    id: row.id,
    object: "invoiceitem",
    amount: row.amount,
    currency: row.currency,
    customer: row.customer,
    date: row.created,
    description: row.description,
    discountable: row.discountable === 1,
    discounts: parseIds(row.discounts),
    invoice: row.invoice,
    livemode,
    metadata: JSON.parse(row.metadata) as InvoiceItem["metadata"],
    period: { start: row.period_start, end: row.period_end },
    price: row.price,
    proration: row.proration === 1,
    product: row.product,
    unit_amount: wholeOf(row.unit_amount_decimal),
    unit_amount_decimal: row.unit_amount_decimal,
    quantity: row.quantity,
    subscription: row.subscription,
    subscription_item: row.subscription_item,
    tax_rates: row.tax_rates === null ? null : parseIds(row.tax_rates),
    test_clock: row.test_clock,
  };
}

/** Reads an item, or throws. */
export async function getItemRow({ tx, principal }: Context, id: string, param = "id"): Promise<InvoiceItemRow> {
  const row = await tx.first(invoiceItems.find, { id, realm: principal.realm });
  if (!row) throw resourceMissing("invoice item", id, param);
  return row;
}

/** The draft that an item is on, if it is on one; throws where that is finalised. */
export async function draftOf(ctx: Context, row: InvoiceItemRow): Promise<InvoiceRow | undefined> {
  if (row.invoice === null) return undefined;
  const invoice = await getInvoiceRow(ctx, row.invoice);
  assertInvoiceAllows(ctx, invoice, "edit");
  return invoice;
}

/** Writes the lines of a draft again when one of its items has changed. */
export async function refreshDraft(ctx: Context, draft: InvoiceRow | undefined): Promise<void> {
  if (draft) await saveInvoice(ctx, await withLines(ctx, draft), "invoice.updated");
}

/** Throws where the sum of a line would be beyond what invoices count. */
export function assertItemAmount(amount: number): void {
  if (Math.abs(amount) <= itemAmountMax) return;
  throw new DomainError("amount_too_large", {
    message: `A line costs at most ${itemAmountMax}; this is ${amount}.`,
    param: "quantity",
  });
}

/** Throws where a period ends before it begins. */
export function assertPeriod(period: { start: number; end: number } | undefined): void {
  if (!period || period.start <= period.end) return;
  throw new DomainError("parameter_invalid", { message: "A period ends after its start.", param: "period.end" });
}
