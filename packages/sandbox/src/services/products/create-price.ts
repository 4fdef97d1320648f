import type { InputOf, Operations, Price } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { createProduct } from "./create-product.ts";
import { getProductRow } from "./product.ts";
import { storePrice } from "./store-price.ts";

type Input = InputOf<Operations["prices.create"]>;

/** Creates a price of a product that is there, or of one that is made with it. */
export async function createPrice(ctx: Context, input: Input): Promise<Price> {
  const { product_data: _data, expand: _expand, ...terms } = input;
  return storePrice(ctx, { ...terms, product: await productOf(ctx, input) });
}

async function productOf(ctx: Context, { product, product_data: data }: Input): Promise<string> {
  if (product !== undefined && data !== undefined) {
    throw new DomainError("parameter_invalid", {
      message: "Send `product` or `product_data`, not both.",
      param: "product_data",
    });
  }
  if (data !== undefined) return (await createProduct(ctx, data)).id;
  if (product === undefined) throw new DomainError("parameter_missing", { param: "product" });
  return (await getProductRow(ctx, product, "product")).id;
}
