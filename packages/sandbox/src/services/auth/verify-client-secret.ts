import { readClientSecret } from "../../platform/client-secret.ts";
import type { Preparation, Principal } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { findRealmOwner } from "./store.ts";

/** Who a client secret stands for: the payer of one intent, session or link, whose id is the credential. */
export async function verifyClientSecret(
  { db, platform }: Omit<Preparation, "principal">,
  text: string,
): Promise<Principal> {
  const secret = readClientSecret(platform.secrets, text);
  if (!secret) {
    throw new DomainError(text.includes("_secret_") ? "client_secret_invalid" : "client_secret_required");
  }
  const owner = await db.read((reader) => reader.first(findRealmOwner, { realm: secret.realm }));
  if (!owner) throw new DomainError("client_secret_invalid");
  const { account, mode, realm } = owner;
  return { account, mode, realm, credential: secret.id, kind: "client_secret", user: null, scopes: [] };
}
