import type { Connection, Setting } from "../config/connection.ts";
import { openClient } from "./client.ts";

/** Who the key stands for, and where each value came from. */
export interface Identity {
  account: string;
  email: string;
  mode: string | null;
  key: string | null;
  /** For what a payer's page does; null for a session. */
  publishable_key: string | null;
  scopes: readonly string[] | null;
  base_url: string;
  profile: string;
  /** Where the values came from, in words. */
  sources: { key: string | null; base_url: string };
}

/** Asks the sandbox what the credentials in use stand for. */
export async function whoami(connection: Connection): Promise<Identity> {
  await using client = openClient(connection);
  const principal = await client.auth.whoami();
  return {
    account: principal.account,
    email: principal.email,
    mode: principal.environment,
    key: principal.truncated_key,
    publishable_key: principal.publishable_key,
    scopes: principal.scopes,
    base_url: connection.baseUrl.value,
    profile: connection.profile.name,
    sources: sourcesOf(connection),
  };
}

/** Where the key and the URL came from, in words. */
export const sourcesOf = ({ apiKey, baseUrl }: Connection): Identity["sources"] => ({
  key: inWords(apiKey),
  base_url: inWords(baseUrl) ?? "",
});

const inWords = (setting: Setting | undefined) => (setting === undefined ? null : `${setting.source}: ${setting.from}`);
