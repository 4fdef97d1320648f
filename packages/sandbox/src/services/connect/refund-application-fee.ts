import { formatAmount, type ApplicationFeeRefund, type InputOf, type Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { dropEmptyValues } from "../../platform/metadata.ts";
import { recordEvent } from "../activity/index.ts";
import { changeBalance, getBalanceTransactionRow } from "../balance/index.ts";
import { getFeeRow, toApplicationFee, toFeeRefund } from "./application-fee.ts";
import { inPlaceOf } from "./connected-account.ts";
import { applicationFeeRefunds, applicationFees, returnedFees } from "./store.ts";

/** Gives a fee back to the connected account, all that is left of it by default. */
export async function refundApplicationFee(
  ctx: Context,
  input: InputOf<Operations["application_fee_refunds.create"]>,
): Promise<ApplicationFeeRefund> {
  const row = await getFeeRow(ctx, input.id);
  const { currency } = row;
  const left = row.amount - row.amount_refunded;
  const { amount = left } = input;
  if (amount > left || left === 0) {
    throw new DomainError("amount_too_large", {
      message: `Of the application fee ${formatAmount(left, currency)} is left to be refunded.`,
      param: "amount",
    });
  }
  const { available_on: availableOn } = await getBalanceTransactionRow(ctx, row.balance_transaction);
  const id = ctx.platform.ids("applicationFeeRefund");
  const change = { type: "application_fee_refund", source: id, currency, description: null, availableOn } as const;
  const gone = await changeBalance(ctx, { ...change, movement: "application_fee_refund", amount: -amount });
  const there = await inPlaceOf(ctx, row.account);
  const back = await changeBalance(there, { ...change, movement: "application_fee_returned", amount });
  await ctx.tx.run(returnedFees.insert, {
    id,
    realm: there.principal.realm,
    cause: row.id,
    amount,
    currency,
    balance_transaction: back.id,
    created: ctx.now,
  });
  const refund = {
    id,
    realm: ctx.principal.realm,
    fee: row.id,
    amount,
    currency,
    balance_transaction: gone.id,
    metadata: JSON.stringify(dropEmptyValues(input.metadata)),
    created: ctx.now,
  };
  await ctx.tx.run(applicationFeeRefunds.insert, refund);
  const changed = { ...row, amount_refunded: row.amount_refunded + amount };
  await ctx.tx.run(applicationFees.update, changed);
  await recordEvent(ctx, "application_fee.refunded", toApplicationFee(ctx, changed));
  return toFeeRefund(refund);
}
