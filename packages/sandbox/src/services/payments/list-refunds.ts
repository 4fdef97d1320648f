import type { InputOf, List, Operations, Refund, SearchResult } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { toRefund } from "./refund.ts";
import { refunds } from "./store.ts";

/** Lists refunds. */
export function listRefunds(
  { tx, principal }: Context,
  input: InputOf<Operations["refunds.list"]>,
): Promise<List<Refund>> {
  const { charge, payment_intent, status, ...params } = input;
  return refunds.page(tx, {
    url: "/payments/refunds",
    owner: principal.realm,
    params,
    filters: { charge, payment_intent, status },
    toResource: (row) => toRefund(row, principal.mode === "live"),
  });
}

/** Searches refunds. */
export function searchRefunds(
  { tx, principal }: Context,
  params: InputOf<Operations["refunds.search"]>,
): Promise<SearchResult<Refund>> {
  return refunds.search(tx, {
    url: "/payments/refunds/search",
    realm: principal.realm,
    params,
    fields: {
      amount: "number",
      charge: "exact",
      created: "number",
      currency: "exact",
      metadata: "metadata",
      payment_intent: "exact",
      reason: "exact",
      status: "exact",
    },
    toResource: (row) => toRefund(row, principal.mode === "live"),
  });
}
