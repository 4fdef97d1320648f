import type { Context } from "../../platform/context.ts";
import { inSandboxTime } from "../../platform/sandbox-time.ts";
import { genesis, linkHash } from "./canonical.ts";
import { findHead, insertHead, insertLink, moveHead } from "./store.ts";
import type { LinkKind } from "./tables.ts";

/** Where the chain ends, and the instant at which what comes next is recorded. */
export interface Head {
  seq: number;
  hash: string;
  /** Never before the link in front, whatever the clock says: the order of the chain is the order of time. */
  now: number;
}

/** The end of the realm's chain, before something is recorded. */
export async function openHead(ctx: Context): Promise<Head> {
  const { tx, principal, now } = inSandboxTime(ctx);
  const head = await tx.first(findHead, { realm: principal.realm });
  return head ? { seq: head.seq, hash: head.hash, now: Math.max(now, head.created) } : { seq: 0, hash: genesis, now };
}

/** Adds the link that seals some rows, in the transaction that wrote them. */
export async function seal(
  { tx, principal }: Context,
  head: Head,
  kind: LinkKind,
  subject: string,
  rows: readonly string[],
): Promise<void> {
  const link = { realm: principal.realm, seq: head.seq + 1, kind, subject, created: head.now };
  const sealed = { ...link, hash: linkHash(head.hash, link, rows) };
  await tx.run(insertLink, sealed);
  await tx.run(head.seq === 0 ? insertHead : moveHead, sealed);
}
