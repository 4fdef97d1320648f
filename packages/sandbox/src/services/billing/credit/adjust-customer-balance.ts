import type { CustomerBalanceTransaction, InputOf, Operations } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { DomainError } from "../../../platform/errors.ts";
import { dropEmptyValues } from "../../../platform/metadata.ts";
import { postToLedger } from "../../balance/index.ts";
import { getCustomerRow } from "../../customers/index.ts";
import { moveBalance, toBalanceChange } from "./customer-balance.ts";

/** Adjusts a customer's balance, which his next invoices use. */
export async function adjustCustomerBalance(
  ctx: Context,
  input: InputOf<Operations["customer_balance_transactions.create"]>,
): Promise<CustomerBalanceTransaction> {
  const { amount, currency } = input;
  const { id: customer } = await getCustomerRow(ctx, input.customer, "customer");
  const change = await moveBalance(ctx, {
    customer,
    currency,
    amount,
    type: "adjustment",
    description: input.description ?? null,
    metadata: JSON.stringify(dropEmptyValues(input.metadata)),
  });
  if (!change) throw new DomainError("amount_zero", { param: "amount" });
  await postToLedger(ctx, { movement: "customer_balance_adjusted", cause: change.id, currency, amount: -amount });
  return toBalanceChange(change, ctx.principal.mode === "live");
}
