import type { Asset, CashTransaction, InputOf, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { recordEvent } from "../activity/index.ts";
import { postToLedger } from "../balance/index.ts";
import { getCustomerRow, getPaymentMethodRow } from "../customers/index.ts";
import { assertChargeable } from "./amount-limits.ts";
import { attempt } from "./attempt.ts";
import { moveCash, toCashTransaction } from "./cash.ts";
import { getCashBalance } from "./get-cash-balance.ts";
import { saveIntent } from "./payment-intent.ts";
import { latestCash, paymentIntents, waitingForFunds } from "./store.ts";

/**
 * Lets a bank transfer of a customer arrive. Payments that wait for it are paid, oldest first; what is too little for one
 * stays in the customer's cash balance, and the payment says how much is still to come.
 */
export async function fundCashBalance(
  ctx: Context,
  input: InputOf<Operations["customers.fund_cash_balance"]>,
): Promise<CashTransaction> {
  const { amount, currency } = input;
  const { id: customer } = await getCustomerRow(ctx, input.id);
  assertChargeable(amount, currency);
  const key = { realm: ctx.principal.realm, customer, currency };
  const funded = await moveCash(ctx, {
    customer,
    currency,
    net_amount: amount,
    type: "funded",
    payment_intent: null,
  });
  await postToLedger(ctx, { movement: "cash_funded", cause: funded.id, currency, amount });
  await recordEvent(ctx, "cash_balance.funds_available", await getCashBalance(ctx, { id: customer }));
  for (const intent of await ctx.tx.all(waitingForFunds, key)) {
    const cash = (await ctx.tx.first(latestCash, key))?.ending_balance ?? 0;
    if (intent.amount > cash || intent.payment_method === null) continue;
    const method = await getPaymentMethodRow(ctx, intent.payment_method);
    await attempt(ctx, intent, method, { command: "fund", outcome: { kind: "from_cash_balance" } });
  }
  await noteFunds(ctx, key);
  return toCashTransaction(funded, ctx.principal.mode === "live");
}

/** Payments that still wait hear of what is there now, though it is too little. */
async function noteFunds(ctx: Context, key: { realm: number; customer: string; currency: Asset }): Promise<void> {
  const cash = (await ctx.tx.first(latestCash, key))?.ending_balance ?? 0;
  for (const intent of await ctx.tx.all(waitingForFunds, key)) {
    if (intent.amount_funded === cash) continue;
    const changed = { ...intent, amount_funded: cash };
    if (cash > 0) await saveIntent(ctx, changed, "payment.partially_funded");
    else await ctx.tx.run(paymentIntents.update, changed);
  }
}
