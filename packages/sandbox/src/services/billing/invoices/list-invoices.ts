import type { InputOf, Invoice, List, Operations, SearchResult } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { toInvoice } from "./invoice.ts";
import { invoices } from "../store.ts";

/** Lists invoices. */
export function listInvoices(ctx: Context, input: InputOf<Operations["invoices.list"]>): Promise<List<Invoice>> {
  const { collection_method: method, customer, due_date: due, status, subscription, ...params } = input;
  return invoices.page(ctx.tx, {
    url: "/billing/invoices",
    owner: ctx.principal.realm,
    params,
    filters: { collection_method: method, customer, status, subscription },
    spans: { due_date: due },
    toResource: (row) => toInvoice(ctx, row),
  });
}

/** Searches invoices. */
export function searchInvoices(
  ctx: Context,
  params: InputOf<Operations["invoices.search"]>,
): Promise<SearchResult<Invoice>> {
  return invoices.search(ctx.tx, {
    url: "/billing/invoices/search",
    realm: ctx.principal.realm,
    params,
    fields: {
      created: "number",
      currency: "exact",
      customer: "exact",
      metadata: "metadata",
      number: "exact",
      status: "exact",
      subscription: "exact",
      total: "number",
    },
    toResource: (row) => toInvoice(ctx, row),
  });
}
