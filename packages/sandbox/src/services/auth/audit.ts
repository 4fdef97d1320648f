import type { AuditAction } from "@micro/sdk/contract";

import type { AnonymousContext } from "../../platform/context.ts";
import { insertAuditEntry } from "./store.ts";

interface AuditFacts {
  /** Whose log; the caller's account by default. */
  account?: string;
  /** Who did it; the caller by default. */
  actor?: string | null;
  target?: string;
  details?: Record<string, string>;
}

/** Writes an entry of the audit log, in the transaction of what it tells of. */
export async function recordAudit(ctx: AnonymousContext, action: AuditAction, facts: AuditFacts = {}): Promise<void> {
  const { principal, platform, request } = ctx;
  const account = facts.account ?? principal?.account;
  if (account === undefined) throw new Error(`The audit entry ${action} has no account.`);
  await ctx.tx.run(insertAuditEntry, {
    id: platform.ids("audit"),
    account,
    action,
    actor: facts.actor === undefined ? (principal?.user ?? principal?.credential ?? null) : facts.actor,
    target: facts.target ?? null,
    ip: request.ip ?? null,
    request: request.id,
    details: JSON.stringify(facts.details ?? {}),
    created: ctx.now,
  });
}
