import type { AnonymousContext } from "../../platform/context.ts";
import { formatApiKey } from "./api-key-format.ts";
import { apiKeyDigest, storeApiKey } from "./store-api-key.ts";
import { publishableKeyOf } from "./publishable-key.ts";
import { getRealm, openAccount } from "./open-account.ts";
import { findApiKeyByDigest, findUserByEmail, insertUser } from "./store.ts";

export interface DefaultAccount {
  id: string;
  email: string;
  apiKey: string;
  /** What payers' pages use in its test mode. */
  publishableKey: string;
  /** The number of its test mode. */
  realm: number;
}

const defaultEmail = "dev@localhost";

/**
 * Opens the account that every sandbox has, so that nothing has to be set up before the first call. Its test key
 * derives from the sandbox's secret: it is the same at every start and stored nowhere.
 */
export const openDefaultAccount = (ctx: AnonymousContext): Promise<DefaultAccount> =>
  open(ctx, { email: defaultEmail, user: "Developer", key: "default-api-key" });

/** Opens an account of that name in the same way, or finds it. */
export const openAccountWithKey = (ctx: AnonymousContext, name: string): Promise<DefaultAccount> =>
  open(ctx, { email: `${name}@localhost`, user: name, key: `api-key:${name}` });

interface Wanted {
  email: string;
  /** The name of its user. */
  user: string;
  /** What its key derives from. */
  key: string;
}

async function open(ctx: AnonymousContext, wanted: Wanted): Promise<DefaultAccount> {
  const { email } = wanted;
  const { tx, platform, now } = ctx;
  const apiKey = formatApiKey("sk", "test", platform.secrets.derive(wanted.key).subarray(0, 24));
  const user = await tx.first(findUserByEmail, { email });
  const id = user?.account ?? (await openAccount(ctx));
  const realm = await getRealm(ctx, id, "test");
  if (!user) {
    await tx.run(insertUser, {
      id: platform.ids("user"),
      account: id,
      email,
      name: wanted.user,
      role: "owner",
      password_hash: null,
      credential_version: 1,
      email_verified_at: now,
      settings: "{}",
      created: now,
    });
  }
  if (!(await tx.first(findApiKeyByDigest, { digest: platform.secrets.digest(apiKeyDigest, apiKey) }))) {
    await storeApiKey(ctx, apiKey, {
      account: id,
      mode: "test",
      realm,
      name: "Default",
      scopes: null,
      expires_at: null,
    });
  }
  return { id, email, apiKey, publishableKey: publishableKeyOf(platform, { mode: "test", realm }), realm };
}
