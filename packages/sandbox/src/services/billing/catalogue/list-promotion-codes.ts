import type { InputOf, List, Operations, PromotionCode } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { toPromotionCode } from "./promotion-code.ts";
import { promotionCodes } from "../store.ts";

/** Lists promotion codes. */
export function listPromotionCodes(
  { tx, principal }: Context,
  input: InputOf<Operations["promotion_codes.list"]>,
): Promise<List<PromotionCode>> {
  const { active, code, coupon, customer, ...params } = input;
  return promotionCodes.page(tx, {
    url: "/billing/promotion_codes",
    owner: principal.realm,
    params,
    filters: {
      active: active === undefined ? undefined : Number(active),
      code: code?.toUpperCase(),
      coupon,
      customer,
    },
    toResource: (row) => toPromotionCode(row, principal.mode === "live"),
  });
}
