import type { InputOf, Operations, Product } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { dropEmptyValues } from "../../platform/metadata.ts";
import { recordEvent } from "../activity/index.ts";
import { storePrice } from "./store-price.ts";
import { readLooks, toProduct } from "./product.ts";
import { findProduct, products } from "./store.ts";

type Input = InputOf<Operations["products.create"]>;

/** Creates a product, with its default price if given. */
export async function createProduct(ctx: Context, input: Input): Promise<Product> {
  const id = input.id ?? ctx.platform.ids("product");
  if (input.id !== undefined && (await ctx.tx.first(findProduct, { id, realm: ctx.principal.realm }))) {
    throw new DomainError("state_conflict", { message: `There is a product '${id}' already.`, param: "id" });
  }
  const row = {
    id,
    realm: ctx.principal.realm,
    name: input.name,
    description: input.description ?? null,
    looks: readLooks(input),
    active: input.active === false ? 0 : 1,
    default_price: null as string | null,
    metadata: JSON.stringify(dropEmptyValues(input.metadata)),
    updated: ctx.now,
    created: ctx.now,
  };
  await ctx.tx.run(products.insert, row);
  if (input.default_price_data) {
    const price = await storePrice(ctx, { ...input.default_price_data, product: row.id });
    row.default_price = price.id;
    await ctx.tx.run(products.update, row);
  }
  const product = toProduct(row, ctx.principal.mode === "live");
  await recordEvent(ctx, "product.created", product);
  return product;
}
