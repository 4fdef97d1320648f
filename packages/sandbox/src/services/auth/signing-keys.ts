import type { List, SigningKey } from "@micro/sdk/contract";

import type { Context, Preparation } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { recordAudit } from "./audit.ts";
import { prepareRotation } from "./signing-key.ts";
import { allSigningKeys } from "./store.ts";
import type { SigningKeyRow } from "./tables.ts";

const toSigningKey = (row: SigningKeyRow): SigningKey => ({
  id: row.kid,
  object: "signing_key",
  created: row.created,
  signs_from: row.signs_from,
  retires_at: row.retires_at,
});

/** Lists the keys that sign session tokens, newest first. */
export async function listSigningKeys({ tx }: Context): Promise<List<SigningKey>> {
  const rows = await tx.all(allSigningKeys, {});
  return { object: "list", url: "/auth/signing_keys", has_more: false, data: rows.toReversed().map(toSigningKey) };
}

/** Publishes a new signing key now. */
export async function rotateSigningKeys(preparation: Preparation) {
  const rotate = await prepareRotation(preparation);
  return async (ctx: Context): Promise<SigningKey> => {
    const row = await rotate(ctx.tx, ctx.now);
    if (!row) throw new DomainError("state_conflict", { message: "A new key is published already and waits to sign." });
    await recordAudit(ctx, "signing_key.rotated", { details: { kid: row.kid } });
    return toSigningKey(row);
  };
}
