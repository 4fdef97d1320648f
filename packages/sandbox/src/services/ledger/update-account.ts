import type { InputOf, LedgerAccount, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { mergeMetadata } from "../../platform/metadata.ts";
import { getAccountRow, toAccount } from "./account.ts";
import { accountBalances } from "./balances-at.ts";
import { canonical } from "./canonical.ts";
import { openHead, seal } from "./chain.ts";
import { guardNames } from "./create-account.ts";
import { assertNameIsFree } from "./reserved-accounts.ts";
import { insertDetails, setDetails } from "./store.ts";

/** Changes how an account is called and what is noted on it. What it counts, and within which limits, never changes. */
export async function updateAccount(
  ctx: Context,
  { id, name, metadata }: InputOf<Operations["ledger_accounts.update"]>,
): Promise<LedgerAccount> {
  const row = await getAccountRow(ctx, id);
  const changed = {
    ...row,
    name: name?.toWellFormed() ?? row.name,
    metadata: mergeMetadata(row.metadata, metadata),
  };
  if (changed.name !== row.name || changed.metadata !== row.metadata) {
    assertNameIsFree(changed);
    const head = await openHead(ctx);
    const details = {
      realm: row.realm,
      account: row.id,
      name: changed.name,
      metadata: changed.metadata,
      created: head.now,
    };
    await guardNames(ctx, changed, () => ctx.tx.run(setDetails, changed));
    const n = await ctx.tx.insert(insertDetails, details);
    await seal(ctx, head, "details", row.id, [canonical("details", { ...details, n })]);
  }
  return toAccount(changed, await accountBalances(ctx.tx, row, {}), ctx.principal.mode === "live");
}
