import type { BankAccount, InputOf, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { mergeMetadata } from "../../platform/metadata.ts";
import { patched } from "../../platform/patch.ts";
import { clearDefault, getBankAccountRow, toBankAccount } from "./bank-account.ts";
import { bankAccounts } from "./store.ts";

type Told = Omit<InputOf<Operations["bank_accounts.update"]>, "id">;

/** Changes a bank account of the caller's, or makes it the default. */
export async function changeBankAccount(ctx: Context, told: Told): Promise<BankAccount> {
  const row = await getBankAccountRow(ctx, told.bank_account, "bank_account");
  if (told.default_for_currency) await clearDefault(ctx, row.currency);
  const changed = {
    ...row,
    account_holder_name: patched(told.account_holder_name, row.account_holder_name),
    account_holder_type: patched(told.account_holder_type, row.account_holder_type),
    is_default: told.default_for_currency ? 1 : row.is_default,
    metadata: mergeMetadata(row.metadata, told.metadata),
  };
  await ctx.tx.run(bankAccounts.update, changed);
  return toBankAccount(changed);
}
