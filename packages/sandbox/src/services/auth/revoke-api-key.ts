import type { ApiKey } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { recordEvent } from "../activity/index.ts";
import { getOwnApiKey, toApiKey } from "./api-key.ts";
import { recordAudit } from "./audit.ts";
import { announceEndedKeys } from "./ended-keys.ts";
import { revokeApiKey as revoke } from "./store.ts";

/** Revokes an API key; it stops working at once. Revoking it again changes nothing. */
export async function revokeApiKey(ctx: Context, { id }: { id: string }): Promise<ApiKey> {
  const row = await getOwnApiKey(ctx, id);
  if (row.revoked_at !== null) return toApiKey(row);
  await ctx.tx.run(revoke, { id, revoked_at: ctx.now });
  announceEndedKeys(ctx);
  const revoked = toApiKey({ ...row, revoked_at: ctx.now });
  await recordEvent(ctx, "api_key.revoked", revoked, row);
  await recordAudit(ctx, "api_key.revoked", { target: id });
  return revoked;
}
