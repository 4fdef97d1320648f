import type { Context } from "../../platform/context.ts";
import { planSaleDiscount, type SaleDiscount } from "../billing/index.ts";
import { assertChargeable } from "../payments/index.ts";
import { basketOf, currencyOf, lineItemsOf } from "./session.ts";
import type { SessionRow } from "./tables.ts";

/** The session with what a discount takes off, or nothing. What is sent with it is named below `path` in errors. */
export async function lessen(
  ctx: Context,
  row: SessionRow,
  discount: SaleDiscount | undefined,
  path = "",
): Promise<SessionRow> {
  const amounts = discount ? await planSaleDiscount(ctx, discount, basketOf(row), path) : [];
  const items = lineItemsOf(row).map((item, index) => {
    const taken = amounts[index] ?? 0;
    return { ...item, amount_discount: taken, amount_total: item.amount_subtotal - taken };
  });
  const total = items.reduce((sum, item) => sum + item.amount_total, 0);
  if (discount && total > 0) {
    assertChargeable(total, currencyOf(row), `${path}${discount.coupon === undefined ? "promotion_code" : "coupon"}`);
  }
  return {
    ...row,
    line_items: JSON.stringify(items),
    amount_total: total,
    coupon: discount?.coupon ?? null,
    promotion_code: discount?.promotion_code ?? null,
  };
}
