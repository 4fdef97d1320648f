import type { Context } from "../../platform/context.ts";
import { chartAccount, ensureAccount, recordTransaction } from "../ledger/index.ts";
import { planPosting, postings, type Moved } from "./postings.ts";

/** Posts a movement of money to the ledger, once for its cause, in the transaction of that cause. */
export async function postToLedger(ctx: Context, moved: Moved): Promise<void> {
  const { reference, lines } = planPosting(moved);
  const entries = [];
  for (const { account, amount } of lines) {
    const { id } = await ensureAccount(ctx, chartAccount(account, moved.currency));
    entries.push({ account_id: id, amount });
  }
  if (entries.length === 0) return;
  await recordTransaction(ctx, { reference_id: reference, description: postings[moved.movement].meaning, entries });
}
