import type { InputOf, List, Operations, PaymentIntent, SearchResult } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { toPaymentIntent } from "./payment-intent.ts";
import { paymentIntents } from "./store.ts";

/** Lists payment intents. */
export function listPaymentIntents(
  ctx: Context,
  input: InputOf<Operations["payment_intents.list"]>,
): Promise<List<PaymentIntent>> {
  const { customer, status, currency, ...params } = input;
  return paymentIntents.page(ctx.tx, {
    url: "/payments/payment_intents",
    owner: ctx.principal.realm,
    params,
    filters: { customer, status, currency },
    toResource: (row) => toPaymentIntent(ctx, row),
  });
}

/** Searches payment intents. */
export function searchPaymentIntents(
  ctx: Context,
  params: InputOf<Operations["payment_intents.search"]>,
): Promise<SearchResult<PaymentIntent>> {
  return paymentIntents.search(ctx.tx, {
    url: "/payments/payment_intents/search",
    realm: ctx.principal.realm,
    params,
    fields: {
      amount: "number",
      amount_received: "number",
      created: "number",
      currency: "exact",
      customer: "exact",
      description: "text",
      metadata: "metadata",
      receipt_email: "text",
      status: "exact",
    },
    toResource: (row) => toPaymentIntent(ctx, row),
  });
}
