import type { Context, Platform, Principal } from "../../platform/context.ts";
import type { Database, Reader } from "../../platform/db/database.ts";
import { resolve } from "./resolve.ts";
import { findTransaction, findTransactionOfAnyRealm } from "./store.ts";
import { expiryJob } from "./write-transaction.ts";

/** Who a realm belongs to. */
export type FindOwner = (db: Reader, realm: number) => Promise<Pick<Principal, "account" | "mode">>;

/** Does the job of a pending transaction whose instant has come: it expires, unless something else ended it before. */
export function expireTransaction(db: Database, platform: Platform, findOwner: FindOwner, id: string): Promise<void> {
  return db.transaction(async (tx) => {
    await platform.queue.remove(tx, expiryJob, id);
    const realm = (await tx.first(findTransactionOfAnyRealm, { id }))?.realm;
    if (realm === undefined) return;
    const row = await tx.first(findTransaction, { id, realm });
    if (row?.status !== "pending") return;
    const { account, mode } = await findOwner(tx, realm);
    const principal: Principal = {
      account,
      mode,
      realm,
      credential: null,
      kind: "sandbox",
      user: null,
      scopes: null,
    };
    const request = { id: null, idempotencyKey: null };
    const ctx: Context = { tx, platform, principal, now: platform.clock.seconds(), timeline: null, request };
    await resolve(ctx, row, "expired");
  });
}
