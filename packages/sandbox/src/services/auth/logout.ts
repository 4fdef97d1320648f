import type { Context } from "../../platform/context.ts";
import { recordAudit } from "./audit.ts";
import { revokeSession } from "./store.ts";

/** Ends the session of the token in use; its tokens stop working at once. */
export async function logout(ctx: Context) {
  const id = ctx.principal.credential ?? "";
  await ctx.tx.run(revokeSession, { id, revoked_at: ctx.now });
  await recordAudit(ctx, "session.revoked", { target: id });
  return { object: "session" as const, id, revoked: true };
}
