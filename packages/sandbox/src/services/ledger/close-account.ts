import type { LedgerAccount } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { getAccountRow, toAccount } from "./account.ts";
import { accountBalances } from "./balances-at.ts";
import { canonical } from "./canonical.ts";
import { openHead, seal } from "./chain.ts";
import { isReserved } from "./reserved-accounts.ts";
import { balancesOf, insertClosure, setClosed } from "./store.ts";
import type { AccountRow } from "./tables.ts";

/** Closes an account: it refuses entries. What it holds stays where it is; pending transactions must be resolved first. */
export async function closeAccount(ctx: Context, { id }: { id: string }): Promise<LedgerAccount> {
  const row = await getAccountRow(ctx, id);
  if (row.closed_at !== null) {
    throw new DomainError("account_closed", { message: `The account '${row.name}' is closed already.` });
  }
  if (isReserved(row)) {
    throw new DomainError("account_reserved", {
      message: `Payments post to the account '${row.code}', so it stays open.`,
    });
  }
  const balances = await ctx.tx.all(balancesOf, { account: row.id });
  if (balances.some((balance) => balance.held_debit > 0 || balance.held_credit > 0)) {
    throw new DomainError("account_has_holds");
  }
  return change(ctx, row, true);
}

/** Opens a closed account again. */
export async function reopenAccount(ctx: Context, { id }: { id: string }): Promise<LedgerAccount> {
  const row = await getAccountRow(ctx, id);
  if (row.closed_at === null) {
    throw new DomainError("state_conflict", { message: `The account '${row.name}' is not closed.` });
  }
  return change(ctx, row, false);
}

async function change(ctx: Context, account: AccountRow, closed: boolean): Promise<LedgerAccount> {
  const { id, realm } = account;
  const head = await openHead(ctx);
  const closure = { realm, account: id, closed: closed ? 1 : 0, created: head.now };
  const n = await ctx.tx.insert(insertClosure, closure);
  const changed = { ...account, closed_at: closed ? head.now : null };
  await ctx.tx.run(setClosed, { id, realm, closed_at: changed.closed_at });
  await seal(ctx, head, "closure", id, [canonical("closure", { ...closure, n })]);
  return toAccount(changed, await accountBalances(ctx.tx, changed, {}), ctx.principal.mode === "live");
}
