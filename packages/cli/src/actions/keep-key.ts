import { hostname } from "node:os";

import type { Client, Session } from "@micro/sdk";

import type { Connection } from "../config/connection.ts";
import { describeProfile, saveProfile } from "../config/profiles.ts";

/** What a login left behind. */
export interface LoginResult {
  email: string;
  account: string;
  environment: string;
  truncated_key: string;
  base_url: string;
  profile: string;
  kept_in: string;
  registered: boolean;
}

/** Fetches a test key with a session, keeps it in the profile, and ends the session. */
export async function keepKey(
  client: Client,
  { profile, baseUrl }: Connection,
  session: Session,
  registered: boolean,
): Promise<LoginResult> {
  const asUser = { apiKey: session.token };
  const { email, account } = session.user;
  const name = `micro on ${hostname()}`.slice(0, 100);
  const key = await client.apiKeys.create({ environment: "test", name }, asUser);
  try {
    await saveProfile(profile, { api_key: key.key, email, gateway_url: baseUrl.value });
  } catch (error) {
    // The key could not be kept, so nobody would ever use it.
    await client.apiKeys.revoke(key.id, {}, asUser);
    throw error;
  }
  await client.auth.logout({}, asUser);
  return {
    email,
    account,
    environment: "test",
    truncated_key: key.truncated_key,
    base_url: baseUrl.value,
    profile: profile.name,
    kept_in: describeProfile(profile),
    registered,
  };
}
