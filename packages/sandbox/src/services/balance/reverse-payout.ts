import type { InputOf, Operations, Payout } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { dropEmptyValues } from "../../platform/metadata.ts";
import { recordEvent } from "../activity/index.ts";
import { changeBalance } from "./balance-transaction.ts";
import { getPayoutRow, nextPayoutStatus, toPayout } from "./payout.ts";
import { payouts } from "./store.ts";

/** Takes a payout back that has arrived, all of it: the bank is debited, and the balance has the money again. */
export async function reversePayout(ctx: Context, input: InputOf<Operations["payouts.reverse"]>): Promise<Payout> {
  const row = await getPayoutRow(ctx, input.id);
  const livemode = ctx.principal.mode === "live";
  const status = nextPayoutStatus(row, "reverse", livemode);
  if (row.amount < 0 || row.reversed_by !== null) {
    throw new DomainError("state_conflict", {
      message: row.amount < 0 ? "A reversal cannot be reversed." : `The payout was reversed by ${row.reversed_by}.`,
      param: "id",
      resource: { payout: toPayout(row, livemode) },
    });
  }
  const id = ctx.platform.ids("payout");
  const { currency } = row;
  const change = await changeBalance(ctx, {
    type: "payout",
    movement: "payout_reversal",
    source: id,
    currency,
    amount: row.amount,
    description: `Reversal of ${row.id}`,
  });
  const reversal = {
    ...row,
    id,
    amount: -row.amount,
    status,
    automatic: 0,
    arrival_date: ctx.now,
    balance_transaction: change.id,
    original_payout: row.id,
    description: null,
    metadata: JSON.stringify(dropEmptyValues(input.metadata)),
    created: ctx.now,
  };
  await ctx.tx.run(payouts.insert, reversal);
  const payout = toPayout(reversal, livemode);
  await recordEvent(ctx, "payout.created", payout);
  await recordEvent(ctx, "payout.paid", payout);
  const reversed = { ...row, reversed_by: id };
  await ctx.tx.run(payouts.update, reversed);
  await recordEvent(ctx, "payout.updated", toPayout(reversed, livemode));
  return payout;
}
