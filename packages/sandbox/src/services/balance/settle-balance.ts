import type { Context } from "../../platform/context.ts";
import { limits } from "../../platform/limits.ts";
import { scheduleVerb } from "../../platform/queue/verb-job.ts";
import { recordEvent } from "../activity/index.ts";
import { settleBalanceJob } from "./balance-transaction.ts";
import { getBalance } from "./get-balance.ts";
import { postToLedger } from "./post-to-ledger.ts";
import { addToSum, balanceTransactions, duePending } from "./store.ts";

/** Makes available what is due; many at once are done in several steps, so that nobody waits long. */
export async function settleBalance(ctx: Context, instant: string): Promise<void> {
  const limit = limits.settlementBatchMax;
  const due = await ctx.tx.all(duePending, { realm: ctx.principal.realm, now: ctx.now, limit });
  for (const row of due) {
    await ctx.tx.run(balanceTransactions.update, { ...row, status: "available" });
    const { id, realm, currency, net } = row;
    await ctx.tx.run(addToSum, { realm, currency, status: "pending", net: -net });
    await ctx.tx.run(addToSum, { realm, currency, status: "available", net });
    await postToLedger(ctx, { movement: "became_available", cause: id, currency, amount: net });
  }
  if (due.length > 0) await recordEvent(ctx, "balance.available", await getBalance(ctx));
  if (due.length === limit) await scheduleVerb(ctx, settleBalanceJob, instant, ctx.now);
}
