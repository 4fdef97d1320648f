import type { InputOf, LedgerEntry, List, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { getAccountRow } from "./account.ts";
import { entryPage } from "./store.ts";
import { toEntry } from "./transaction.ts";

/** Lists an account's entries, newest first, each with the balance behind it. */
export async function listEntries(
  ctx: Context,
  input: InputOf<Operations["ledger_accounts.entries"]>,
): Promise<List<LedgerEntry>> {
  const { id: name, currency, ...params } = input;
  const { id } = await getAccountRow(ctx, name);
  return entryPage(ctx.tx, {
    url: `/ledger/accounts/${id}/entries`,
    owner: ctx.principal.realm,
    params,
    filters: { account: id, currency },
    toResource: toEntry,
  });
}
