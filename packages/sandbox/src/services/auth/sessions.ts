import type { InputOf, List, Operations, SessionEntry } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { resourceMissing } from "../../platform/errors.ts";
import { recordAudit } from "./audit.ts";
import { findOwnSession, revokeSession as revoke, sessionPage } from "./store.ts";
import type { SessionRow } from "./tables.ts";

const toEntry = (row: SessionRow, current: string | null): SessionEntry => ({
  id: row.id,
  object: "session",
  user: row.user_id,
  current: row.id === current,
  created: row.created,
  refreshed_at: row.rotated_at,
  expires_at: row.expires_at,
  revoked_at: row.revoked_at,
});

/** Lists one's own sessions, ended ones included. */
export function listSessions(
  { tx, principal }: Context,
  params: InputOf<Operations["sessions.list"]>,
): Promise<List<SessionEntry>> {
  return sessionPage(tx, {
    url: "/auth/sessions",
    owner: principal.account,
    params,
    filters: { user_id: principal.user ?? "" },
    toResource: (row) => toEntry(row, principal.credential),
  });
}

/** Ends one of one's own sessions. Ending it again changes nothing. */
export async function revokeSession(ctx: Context, { id }: { id: string }): Promise<SessionEntry> {
  const { tx, principal, now } = ctx;
  const row = await tx.first(findOwnSession, { id, user_id: principal.user ?? "" });
  if (!row) throw resourceMissing("session", id);
  if (row.revoked_at !== null) return toEntry(row, principal.credential);
  await tx.run(revoke, { id, revoked_at: now });
  await recordAudit(ctx, "session.revoked", { target: id });
  return toEntry({ ...row, revoked_at: now }, principal.credential);
}
