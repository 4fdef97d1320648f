import type { InputOf, Operations, Product } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { mergeMetadata } from "../../platform/metadata.ts";
import { changedAt, patched } from "../../platform/patch.ts";
import { recordEvent } from "../activity/index.ts";
import { getPriceRow, getProductRow, looksOf, readLooks, toProduct } from "./product.ts";
import { products } from "./store.ts";

/** Changes a product. */
export async function updateProduct(ctx: Context, input: InputOf<Operations["products.update"]>): Promise<Product> {
  const row = await getProductRow(ctx, input.id);
  if (input.default_price !== undefined) {
    const price = await getPriceRow(ctx, input.default_price, "default_price");
    if (price.product !== row.id) {
      throw new DomainError("parameter_invalid", {
        message: `The price ${price.id} is of another product.`,
        param: "default_price",
      });
    }
  }
  const changed = changedAt(ctx.now, row, {
    ...row,
    name: input.name ?? row.name,
    description: patched(input.description, row.description),
    looks: readLooks(input, looksOf(row)),
    active: input.active === undefined ? row.active : Number(input.active),
    default_price: input.default_price ?? row.default_price,
    metadata: mergeMetadata(row.metadata, input.metadata),
  });
  await ctx.tx.run(products.update, changed);
  const product = toProduct(changed, ctx.principal.mode === "live");
  await recordEvent(ctx, "product.updated", product);
  return product;
}
