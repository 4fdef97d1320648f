import type { Connection } from "../config/connection.ts";
import type { LoginResult } from "./keep-key.ts";
import { whoami } from "./whoami.ts";

/** Looks whether the key of the environment works. Nothing is kept: the environment has it already. */
export async function environmentLogin(connection: Connection): Promise<LoginResult> {
  const { email, account, mode, key, base_url: baseUrl, profile } = await whoami(connection);
  return {
    email,
    account,
    environment: mode ?? "test",
    truncated_key: key ?? "",
    base_url: baseUrl,
    profile,
    kept_in: connection.apiKey?.from ?? "the environment",
    registered: false,
  };
}
