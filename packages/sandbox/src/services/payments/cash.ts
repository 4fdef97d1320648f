import type { CashTransaction } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { recordEvent } from "../activity/index.ts";
import { cashTransactions, latestCash } from "./store.ts";
import type { CashTransactionRow, PaymentIntentRow } from "./tables.ts";

/** The movement of a customer's cash as the API shows it. */
export function toCashTransaction(row: CashTransactionRow, livemode: boolean): CashTransaction {
  return {
    id: row.id,
    object: "customer_cash_balance_transaction",
    created: row.created,
    currency: row.currency,
    customer: row.customer,
    ending_balance: row.ending_balance,
    livemode,
    net_amount: row.net_amount,
    payment_intent: row.payment_intent,
    type: row.type,
  };
}

/** Adds to a customer's cash, or takes from it. The caller knows that it is enough; the database holds it at zero. */
export async function moveCash(
  ctx: Context,
  move: Pick<CashTransactionRow, "customer" | "currency" | "net_amount" | "type" | "payment_intent">,
): Promise<CashTransactionRow> {
  const { realm } = ctx.principal;
  const { customer, currency } = move;
  const before = (await ctx.tx.first(latestCash, { realm, customer, currency }))?.ending_balance ?? 0;
  const row = {
    ...move,
    n: 0,
    id: ctx.platform.ids("cashTransaction"),
    realm,
    ending_balance: before + move.net_amount,
    created: ctx.now,
  };
  await ctx.tx.run(cashTransactions.insert, row);
  await recordEvent(ctx, "customer_cash_balance_transaction.created", toCashTransaction(row, isLive(ctx)));
  return row;
}

const isLive = ({ principal }: Context) => principal.mode === "live";

/** Pays an intent out of the customer's cash; false where there is too little. */
export async function spendCash(ctx: Context, { id, customer, currency, amount }: PaymentIntentRow): Promise<boolean> {
  if (customer === null) return false;
  const cash = await ctx.tx.first(latestCash, { realm: ctx.principal.realm, customer, currency });
  if ((cash?.ending_balance ?? 0) < amount) return false;
  await moveCash(ctx, { customer, currency, net_amount: -amount, type: "applied_to_payment", payment_intent: id });
  return true;
}
