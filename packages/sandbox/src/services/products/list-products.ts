import type { InputOf, List, Operations, Product, SearchResult } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { toProduct } from "./product.ts";
import { products } from "./store.ts";

/** Lists products. */
export function listProducts(
  { tx, principal }: Context,
  input: InputOf<Operations["products.list"]>,
): Promise<List<Product>> {
  const { active, ...params } = input;
  return products.page(tx, {
    url: "/payments/products",
    owner: principal.realm,
    params,
    filters: { active: active === undefined ? undefined : Number(active) },
    toResource: (row) => toProduct(row, principal.mode === "live"),
  });
}

/** Searches products. */
export function searchProducts(
  { tx, principal }: Context,
  params: InputOf<Operations["products.search"]>,
): Promise<SearchResult<Product>> {
  return products.search(tx, {
    url: "/payments/products/search",
    realm: principal.realm,
    params,
    fields: { active: "boolean", created: "number", description: "text", metadata: "metadata", name: "text" },
    toResource: (row) => toProduct(row, principal.mode === "live"),
  });
}
