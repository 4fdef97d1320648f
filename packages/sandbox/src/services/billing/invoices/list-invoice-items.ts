import type { InputOf, InvoiceItem, List, Operations } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { toInvoiceItem } from "./invoice-item.ts";
import { invoiceItems } from "../store.ts";

/** Lists items of invoices. */
export function listInvoiceItems(
  { tx, principal }: Context,
  input: InputOf<Operations["invoice_items.list"]>,
): Promise<List<InvoiceItem>> {
  const { customer, invoice, pending, ...params } = input;
  return invoiceItems.page(tx, {
    url: "/billing/invoice_items",
    owner: principal.realm,
    params,
    filters: { customer, invoice, pending: pending === undefined ? undefined : Number(pending) },
    toResource: (row) => toInvoiceItem(row, principal.mode === "live"),
  });
}
