import type { Discount } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { getDiscountRow, toDiscount } from "./discount.ts";

/** Reads a discount. */
export async function getDiscount(ctx: Context, { id }: { id: string }): Promise<Discount> {
  return toDiscount(await getDiscountRow(ctx, id), ctx.principal.mode === "live");
}
