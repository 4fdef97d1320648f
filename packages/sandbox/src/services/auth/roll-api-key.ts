import type { InputOf, NewApiKey, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { limits } from "../../platform/limits.ts";
import { recordEvent } from "../activity/index.ts";
import { formatApiKey } from "./api-key-format.ts";
import { getOwnApiKey, toApiKey } from "./api-key.ts";
import { recordAudit } from "./audit.ts";
import { announceEndedKeys } from "./ended-keys.ts";
import { storeApiKey } from "./store-api-key.ts";
import { rollApiKeyRow } from "./store.ts";

/** Replaces a key by a new one that may do the same. The old one works until the overlap ends. */
export async function rollApiKey(ctx: Context, input: InputOf<Operations["api_keys.roll"]>): Promise<NewApiKey> {
  const { platform, now } = ctx;
  const old = await getOwnApiKey(ctx, input.id);
  if (old.revoked_at !== null || (old.expires_at !== null && old.expires_at <= now)) {
    throw new DomainError("state_conflict", { message: "The key no longer works. Create a new one instead." });
  }
  if (old.rolled_to !== null) {
    throw new DomainError("state_conflict", {
      message: `The key was rolled already: ${old.rolled_to} takes its place.`,
    });
  }
  const secret = platform.random.fork(platform.ids("apiKey")).bytes(24);
  const key = formatApiKey(old.scopes === null ? "sk" : "rk", old.mode, secret);
  const { account, mode, realm, name, scopes } = old;
  const row = await storeApiKey(ctx, key, { account, mode, realm, name, scopes, expires_at: old.expires_at });
  const end = now + (input.overlap_s ?? limits.apiKeyOverlapSeconds);
  await ctx.tx.run(rollApiKeyRow, {
    id: old.id,
    rolled_to: row.id,
    expires_at: Math.min(end, old.expires_at ?? end),
  });
  announceEndedKeys(ctx);
  await recordEvent(ctx, "api_key.created", toApiKey(row), row);
  await recordAudit(ctx, "api_key.rolled", { target: old.id, details: { rolled_to: row.id } });
  return { ...toApiKey(row), key };
}
