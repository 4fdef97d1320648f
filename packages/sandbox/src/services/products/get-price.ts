import type { Price } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { getPriceRow, toPrice } from "./product.ts";

/** Reads a price. */
export async function getPrice(ctx: Context, { id }: { id: string }, param = "id"): Promise<Price> {
  return toPrice(await getPriceRow(ctx, id, param), ctx.principal.mode === "live");
}
