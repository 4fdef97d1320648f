import type { InputOf, List, Operations, Price, SearchResult } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { toPrice } from "./product.ts";
import { prices } from "./store.ts";

/** Lists prices. */
export function listPrices(
  { tx, principal }: Context,
  input: InputOf<Operations["prices.list"]>,
): Promise<List<Price>> {
  const { active, currency, lookup_key, lookup_keys, product, type, ...params } = input;
  return prices.page(tx, {
    url: "/payments/prices",
    owner: principal.realm,
    params,
    filters: {
      active: active === undefined ? undefined : Number(active),
      currency,
      deleted: 0,
      lookup_key,
      product,
      type,
    },
    sets: { lookup_key: lookup_keys },
    toResource: (row) => toPrice(row, principal.mode === "live"),
  });
}

/** Searches prices. */
export function searchPrices(
  { tx, principal }: Context,
  params: InputOf<Operations["prices.search"]>,
): Promise<SearchResult<Price>> {
  return prices.search(tx, {
    url: "/payments/prices/search",
    realm: principal.realm,
    params,
    fields: {
      active: "boolean",
      created: "number",
      currency: "exact",
      lookup_key: "exact",
      metadata: "metadata",
      product: "exact",
      type: "exact",
    },
    toResource: (row) => toPrice(row, principal.mode === "live"),
  });
}
