import type { BankAccount, InputOf, Operations, PayoutDestination } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { dropEmptyValues } from "../../platform/metadata.ts";
import { bankAccountsIn, clearDefault, toBankAccount } from "./bank-account.ts";
import { bankAccounts } from "./store.ts";

type Told = Omit<InputOf<Operations["bank_accounts.create"]>, "id">;

/** The test numbers (https://docs.stripe.com/connect/testing#account-numbers) that take no payouts; every other one does. */
const numbers: Readonly<Record<string, PayoutDestination>> = {
  "000111111113": "ba_account_closed",
  "000111111116": "ba_no_account",
  "000222222227": "ba_could_not_process",
};

/** Adds a bank account of the caller's. The number itself is not kept. */
export async function addBankAccount(ctx: Context, told: Told): Promise<BankAccount> {
  const { account_number: number, currency } = told;
  const { account, realm } = ctx.principal;
  const isFirst = (await bankAccountsIn(ctx, currency)).length === 0;
  const isDefault = isFirst || (told.default_for_currency ?? false);
  if (isDefault) await clearDefault(ctx, currency);
  const row = {
    id: ctx.platform.ids("bankAccount"),
    realm,
    account,
    account_holder_name: told.account_holder_name ?? null,
    account_holder_type: told.account_holder_type ?? null,
    behaves_as: numbers[number] ?? "ba_success",
    country: told.country,
    currency,
    is_default: Number(isDefault),
    fingerprint: ctx.platform.secrets.digest("bank-fingerprint", `${account}:${number}`).slice(0, 16),
    last4: number.slice(-4),
    routing_number: told.routing_number ?? null,
    closed: 0,
    metadata: JSON.stringify(dropEmptyValues(told.metadata)),
    created: ctx.now,
  };
  await ctx.tx.run(bankAccounts.insert, row);
  return toBankAccount(row);
}
