import type { Charge, InputOf, List, Operations, SearchResult } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { toCharge } from "./charge.ts";
import { charges } from "./store.ts";

/** Lists charges: every attempt, failed ones included. */
export function listCharges(
  { tx, principal }: Context,
  input: InputOf<Operations["charges.list"]>,
): Promise<List<Charge>> {
  const { customer, payment_intent, status, ...params } = input;
  return charges.page(tx, {
    url: "/payments/charges",
    owner: principal.realm,
    params,
    filters: { customer, payment_intent, status },
    toResource: (row) => toCharge(row, principal.mode === "live"),
  });
}

/** Searches charges. */
export function searchCharges(
  { tx, principal }: Context,
  params: InputOf<Operations["charges.search"]>,
): Promise<SearchResult<Charge>> {
  return charges.search(tx, {
    url: "/payments/charges/search",
    realm: principal.realm,
    params,
    fields: {
      amount: "number",
      amount_captured: "number",
      amount_refunded: "number",
      created: "number",
      currency: "exact",
      customer: "exact",
      description: "text",
      failure_code: "exact",
      metadata: "metadata",
      payment_intent: "exact",
      payment_method: "exact",
      status: "exact",
    },
    toResource: (row) => toCharge(row, principal.mode === "live"),
  });
}
