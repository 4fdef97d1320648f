import type { AuditEntry, InputOf, List, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { auditPage } from "./store.ts";
import type { AuditRow } from "./tables.ts";

/** Lists what happened to the security of the account. */
export function listAuditEntries(
  { tx, principal }: Context,
  input: InputOf<Operations["audit_log.list"]>,
): Promise<List<AuditEntry>> {
  const { action, actor, target, ip, ...params } = input;
  return auditPage(tx, {
    url: "/auth/audit_log",
    owner: principal.account,
    params,
    filters: { action, actor, target, ip },
    toResource: toAuditEntry,
  });
}

function toAuditEntry({ n: _n, account: _account, details, ...shown }: AuditRow): AuditEntry {
  // `recordAudit` is the only writer.
  return { ...shown, object: "audit_entry", details: JSON.parse(details) as Record<string, string> };
}
