import type { Context } from "../../platform/context.ts";
import { changeBalance } from "./balance-transaction.ts";
import { topups } from "./store.ts";
import { nextTopupStatus, saveTopup, sources } from "./topup.ts";

/** The bank answers: the money of a top-up arrives, or it does not. */
export async function settleTopup(ctx: Context, id: string): Promise<void> {
  const row = await ctx.tx.first(topups.find, { id, realm: ctx.principal.realm });
  if (row?.status !== "pending") return;
  const livemode = ctx.principal.mode === "live";
  const failure = sources[row.source];
  if (failure) {
    const status = nextTopupStatus(row, "fail", livemode);
    const { failureCode, message } = failure;
    await saveTopup(ctx, { ...row, status, failure_code: failureCode, failure_message: message }, "topup.failed");
    return;
  }
  const status = nextTopupStatus(row, "arrive", livemode);
  const { amount, currency, description } = row;
  const change = await changeBalance(ctx, {
    type: "topup",
    movement: "topup",
    source: id,
    currency,
    amount,
    description,
  });
  await saveTopup(ctx, { ...row, status, balance_transaction: change.id }, "topup.succeeded");
}
