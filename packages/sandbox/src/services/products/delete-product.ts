import type { OutputOf, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { recordEvent } from "../activity/index.ts";
import { getProductRow, toProduct } from "./product.ts";
import { pricesOfProduct, products } from "./store.ts";

/** Deletes a product. One that has prices was perhaps sold, and stays. */
export async function deleteProduct(
  ctx: Context,
  { id }: { id: string },
): Promise<OutputOf<Operations["products.delete"]>> {
  const row = await getProductRow(ctx, id);
  const key = { realm: ctx.principal.realm };
  if (await ctx.tx.first(pricesOfProduct, { ...key, product: id })) {
    throw new DomainError("state_conflict", {
      message: "The product has prices. Take it out of use instead: send `active: false`.",
      param: "id",
    });
  }
  await ctx.tx.run(products.remove, { ...key, id });
  await recordEvent(ctx, "product.deleted", toProduct(row, ctx.principal.mode === "live"));
  return { id, object: "product", deleted: true };
}
