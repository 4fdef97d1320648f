import type { CashTransaction, InputOf, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { recordEvent } from "../activity/index.ts";
import { postToLedger } from "../balance/index.ts";
import { getCustomerRow, getPaymentMethodRow } from "../customers/index.ts";
import { assertChargeable } from "./amount-limits.ts";
import { attempt } from "./attempt.ts";
import { moveCash, toCashTransaction } from "./cash.ts";
import { getCashBalance } from "./get-cash-balance.ts";
import { latestCash, waitingForFunds } from "./store.ts";

/** Lets a bank transfer of a customer arrive. Payments that wait for it are paid, oldest first. */
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
  return toCashTransaction(funded, ctx.principal.mode === "live");
}
