import type { Context } from "../../platform/context.ts";
import { getPaymentMethodRow, instrumentOf } from "../customers/index.ts";
import { getChargeRow } from "./charge.ts";
import { nextRefundStatus, returnRefund, saveRefund } from "./refund.ts";
import { refundTransitions } from "./refund-state.ts";
import { refunds } from "./store.ts";

/** The bank says what came of a refund: a pending one arrives, one that cannot arrive comes back. */
export async function settleRefund(ctx: Context, id: string): Promise<void> {
  const row = await ctx.tx.first(refunds.find, { id, realm: ctx.principal.realm });
  if (!row) return;
  const charge = await getChargeRow(ctx, row.charge);
  const { refund: behaviour } = instrumentOf(await getPaymentMethodRow(ctx, charge.payment_method));
  if (behaviour === "fails_later") {
    if (refundTransitions[row.status].fail) await returnRefund(ctx, row, "fail", "lost_or_stolen_card");
    return;
  }
  if (!refundTransitions[row.status].settle) return;
  const status = nextRefundStatus(row, "settle", ctx.principal.mode === "live");
  await saveRefund(ctx, { ...row, status }, "refund.completed");
}
