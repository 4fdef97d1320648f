import { formatAmount, type InputOf, type Operations, type TransferReversal } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { dropEmptyValues } from "../../platform/metadata.ts";
import { recordEvent } from "../activity/index.ts";
import { assertAvailable, changeBalance, getBalanceTransactionRow } from "../balance/index.ts";
import { inPlaceOf } from "./connected-account.ts";
import { receivedRefunds, reversals, transfers } from "./store.ts";
import { getTransferRow, toReversal, toTransfer } from "./transfer.ts";

/** Takes a transfer back, all that is left of it by default. Money that is pending there comes back as pending. */
export async function reverseTransfer(
  ctx: Context,
  input: InputOf<Operations["transfers.reverse"]>,
): Promise<TransferReversal> {
  const row = await getTransferRow(ctx, input.id);
  const { currency } = row;
  const left = row.amount - row.amount_reversed;
  const { amount = left } = input;
  if (amount > left || left === 0) {
    throw new DomainError("amount_too_large", {
      message: `Of the transfer ${formatAmount(left, currency)} is left to be reversed.`,
      param: "amount",
    });
  }
  const there = await inPlaceOf(ctx, row.destination);
  const { available_on: availableOn } = await getBalanceTransactionRow(ctx, row.balance_transaction);
  if (availableOn <= ctx.now) await assertAvailable(there, { amount, currency, purpose: "take back" });
  const change = { currency, description: null, availableOn };
  const refund = ctx.platform.ids("receivedRefund");
  const gone = await changeBalance(there, {
    ...change,
    type: "payment_refund",
    movement: "transfer_returned",
    source: refund,
    amount: -amount,
  });
  await ctx.tx.run(receivedRefunds.insert, {
    id: refund,
    realm: there.principal.realm,
    cause: row.id,
    amount,
    currency,
    balance_transaction: gone.id,
    created: ctx.now,
  });
  const id = ctx.platform.ids("transferReversal");
  const back = await changeBalance(ctx, {
    ...change,
    type: "transfer_refund",
    movement: "transfer_reversal",
    source: id,
    amount,
  });
  const reversal = {
    id,
    realm: ctx.principal.realm,
    transfer: row.id,
    amount,
    currency,
    balance_transaction: back.id,
    destination_payment_refund: refund,
    metadata: JSON.stringify(dropEmptyValues(input.metadata)),
    created: ctx.now,
  } as const;
  await ctx.tx.run(reversals.insert, reversal);
  const changed = { ...row, amount_reversed: row.amount_reversed + amount };
  await ctx.tx.run(transfers.update, changed);
  await recordEvent(ctx, "transfer.reversed", toTransfer(changed, ctx.principal.mode === "live"));
  return toReversal(reversal);
}
