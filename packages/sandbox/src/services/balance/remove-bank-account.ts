import type { BankAccount } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { bankAccountsIn, getBankAccountRow, toBankAccount } from "./bank-account.ts";
import { bankAccounts } from "./store.ts";

/** Takes a bank account of the caller's away; payouts that are on their way to it still arrive. */
export async function removeBankAccount(ctx: Context, id: string): Promise<BankAccount> {
  const row = await getBankAccountRow(ctx, id, "bank_account");
  if (row.is_default === 1 && (await bankAccountsIn(ctx, row.currency)).length > 1) {
    throw new DomainError("state_conflict", {
      message: "The default bank account of a currency stays: make another one the default first.",
      param: "bank_account",
    });
  }
  const closed = { ...row, closed: 1, is_default: 0 };
  await ctx.tx.run(bankAccounts.update, closed);
  return toBankAccount(closed);
}
