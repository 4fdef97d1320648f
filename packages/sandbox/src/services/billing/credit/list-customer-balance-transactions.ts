import type { CustomerBalanceTransaction, InputOf, List, Operations } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { toBalanceChange } from "./customer-balance.ts";
import { customerBalances } from "../store.ts";

/** Lists what changed the balances of customers. */
export function listCustomerBalanceTransactions(
  { tx, principal }: Context,
  input: InputOf<Operations["customer_balance_transactions.list"]>,
): Promise<List<CustomerBalanceTransaction>> {
  const { currency, customer, invoice, ...params } = input;
  return customerBalances.page(tx, {
    url: "/billing/customer_balance_transactions",
    owner: principal.realm,
    params,
    filters: { currency, customer, invoice },
    toResource: (row) => toBalanceChange(row, principal.mode === "live"),
  });
}
