import type { Client, FailedAttempt } from "@micro/sdk";

import { openClientAt } from "../api/open-client.ts";
import type { Connection } from "../config/connection.ts";
import { assertKnownProfile } from "../config/profiles.ts";
import { tellRetry } from "./tell-retry.ts";

/** A client with the API key, if there is one: the sandbox says when it needs one. */
export function openClient({ baseUrl, apiKey, profile }: Connection, requestId?: string): Client {
  // Otherwise a misspelt profile would silently act as the running sandbox's own account.
  if (apiKey === undefined || apiKey.source === "sandbox") assertKnownProfile(profile);
  // Under a name of its own it asks for a screen, which shows what it has to.
  const onRetry = (attempt: FailedAttempt) => (requestId === undefined ? tellRetry(client, attempt) : undefined);
  const client = openClientAt(baseUrl.value, { apiKey: apiKey?.value, requestId, onRetry });
  return client;
}

/** A client without credentials. */
export const openAnonymously = ({ baseUrl }: Connection): Client => openClientAt(baseUrl.value, {});
