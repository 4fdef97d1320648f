import type { PromotionCode } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { getPromotionCodeRow, toPromotionCode } from "./promotion-code.ts";

/** Reads a promotion code. */
export async function getPromotionCode(ctx: Context, { id }: { id: string }): Promise<PromotionCode> {
  return toPromotionCode(await getPromotionCodeRow(ctx, id), ctx.principal.mode === "live");
}
