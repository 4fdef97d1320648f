import type { ConnectedAccount } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { recordEvent } from "../activity/index.ts";
import { closeConnected } from "../auth/index.ts";
import { findUnderWay, getBalance } from "../balance/index.ts";
import { getAccountRow, inPlaceOf, toConnectedAccount } from "./connected-account.ts";
import { connectedAccounts } from "./store.ts";

/** Parts from a connected account. What it did stays on record; nobody can act for it any more. */
export async function deleteConnectedAccount(ctx: Context, { id }: { id: string }): Promise<ConnectedAccount> {
  const row = await getAccountRow(ctx, id);
  const own = await inPlaceOf(ctx, id);
  const { available, pending } = await getBalance(own);
  if ([...available, ...pending].some(({ amount }) => amount !== 0)) {
    throw new DomainError("state_conflict", {
      message: "The connected account has a balance: pay it out, or transfer it back.",
      param: "id",
    });
  }
  const underWay = await findUnderWay(own);
  if (underWay !== undefined) {
    throw new DomainError("state_conflict", {
      message: `Money of the connected account is under way: wait until ${underWay} is paid or has failed, or cancel it.`,
      param: "id",
    });
  }
  const closed = { ...row, closed: 1 };
  await ctx.tx.run(connectedAccounts.update, closed);
  await closeConnected(ctx, id);
  const account = toConnectedAccount(closed, ctx.principal.mode === "live");
  await recordEvent(ctx, "connected_account.deleted", account);
  return account;
}
