import type { Product } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { getProductRow, toProduct } from "./product.ts";

/** Reads a product. */
export async function getProduct(ctx: Context, { id }: { id: string }, param = "id"): Promise<Product> {
  return toProduct(await getProductRow(ctx, id, param), ctx.principal.mode === "live");
}
