import type { BalanceTransaction, InputOf, List, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError, resourceMissing } from "../../platform/errors.ts";
import { toBalanceTransaction } from "./balance-transaction.ts";
import { balanceTransactions, payouts } from "./store.ts";

/** Lists every change of the balance, or what an automatic payout paid out. */
export async function listBalanceTransactions(
  ctx: Context,
  input: InputOf<Operations["balance_transactions.list"]>,
): Promise<List<BalanceTransaction>> {
  const { tx, principal } = ctx;
  const { currency, payout, source, type, ...params } = input;
  if (payout !== undefined) await assertAutomatic(ctx, payout);
  return balanceTransactions.page(tx, {
    url: "/payments/balance_transactions",
    owner: principal.realm,
    params,
    filters: { currency, payout, source, type },
    toResource: (row) => toBalanceTransaction(row, principal.mode === "live"),
  });
}

/** A payout of a chosen amount pays out no change in particular. */
async function assertAutomatic({ tx, principal }: Context, id: string): Promise<void> {
  const row = await tx.first(payouts.find, { id, realm: principal.realm });
  if (!row) throw resourceMissing("payout", id, "payout");
  if (row.automatic === 1) return;
  throw new DomainError("parameter_invalid", {
    message: `The payout ${id} was made by hand: only an automatic one names what it paid out. Set \`payout_interval\` to \`daily\`, or ask by \`source\`.`,
    param: "payout",
  });
}
