import type { BankAccount, InputOf, List, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { toBankAccount } from "./bank-account.ts";
import { bankAccounts } from "./store.ts";

/** Lists the caller's bank accounts. */
export function listBankAccounts(
  { tx, principal }: Context,
  params: Omit<InputOf<Operations["bank_accounts.list"]>, "id">,
): Promise<List<BankAccount>> {
  return bankAccounts.page(tx, {
    url: `/connect/accounts/${principal.account}/bank_accounts`,
    owner: principal.realm,
    params,
    filters: { closed: 0 },
    toResource: toBankAccount,
  });
}
