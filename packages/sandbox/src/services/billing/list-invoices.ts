import type { InputOf, Invoice, List, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { toInvoice } from "./invoice.ts";
import { invoices } from "./store.ts";

/** Lists invoices. */
export function listInvoices(ctx: Context, input: InputOf<Operations["invoices.list"]>): Promise<List<Invoice>> {
  const { collection_method: method, customer, status, subscription, ...params } = input;
  return invoices.page(ctx.tx, {
    url: "/billing/invoices",
    owner: ctx.principal.realm,
    params,
    filters: { collection_method: method, customer, status, subscription },
    toResource: (row) => toInvoice(ctx, row),
  });
}
