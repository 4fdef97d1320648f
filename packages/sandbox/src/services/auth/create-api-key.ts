import type { InputOf, NewApiKey, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { recordEvent } from "../activity/index.ts";
import { formatApiKey } from "./api-key-format.ts";
import { assertCovers, toApiKey } from "./api-key.ts";
import { recordAudit } from "./audit.ts";
import { getRealm } from "./open-account.ts";
import { storeApiKey } from "./store-api-key.ts";

/** Creates an API key of the caller's account. Its secret is in this answer and nowhere else. */
export async function createApiKey(ctx: Context, input: InputOf<Operations["api_keys.create"]>): Promise<NewApiKey> {
  const { platform, principal, now } = ctx;
  const mode = input.environment;
  if (input.expires_at !== undefined && input.expires_at <= now) {
    throw new DomainError("parameter_invalid", {
      message: "`expires_at` must lie in the future.",
      param: "expires_at",
    });
  }
  if (principal.kind === "api_key" && principal.mode !== mode) {
    throw new DomainError("mode_forbidden", {
      message: `A ${principal.mode} key creates ${principal.mode} keys only.`,
    });
  }
  assertCovers(principal, input.scopes ?? null);
  const key = formatApiKey(
    input.scopes === undefined ? "sk" : "rk",
    mode,
    platform.random.fork(platform.ids("apiKey")).bytes(24),
  );
  const row = await storeApiKey(ctx, key, {
    account: principal.account,
    mode,
    realm: await getRealm(ctx, principal.account, mode),
    name: input.name ?? null,
    scopes: input.scopes ? JSON.stringify(input.scopes) : null,
    expires_at: input.expires_at ?? null,
  });
  await recordEvent(ctx, "api_key.created", toApiKey(row), row);
  await recordAudit(ctx, "api_key.created", { target: row.id, details: { environment: mode } });
  return { ...toApiKey(row), key };
}
