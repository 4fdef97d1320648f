import type { Dispute, InputOf, List, Operations, SearchResult } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { toDispute } from "./dispute.ts";
import { disputes } from "./store.ts";

/** Lists disputes. */
export function listDisputes(ctx: Context, input: InputOf<Operations["disputes.list"]>): Promise<List<Dispute>> {
  const { charge, payment_intent, status, ...params } = input;
  return disputes.page(ctx.tx, {
    url: "/payments/disputes",
    owner: ctx.principal.realm,
    params,
    filters: { charge, payment_intent, status },
    toResource: (row) => toDispute(ctx, row),
  });
}

/** Searches disputes. */
export function searchDisputes(
  ctx: Context,
  params: InputOf<Operations["disputes.search"]>,
): Promise<SearchResult<Dispute>> {
  return disputes.search(ctx.tx, {
    url: "/payments/disputes/search",
    realm: ctx.principal.realm,
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
    toResource: (row) => toDispute(ctx, row),
  });
}
