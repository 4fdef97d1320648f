import type { Client, FailedAttempt } from "@micro/sdk";

import { openClientAt, type Place } from "../api/open-client.ts";
import type { Connection } from "../config/connection.ts";
import { assertKnownProfile } from "../config/profiles.ts";
import { findRuntime } from "../sandbox/runtime.ts";
import { tellRetry } from "./tell-retry.ts";

/** A client with the API key, if there is one: the sandbox says when it needs one. */
export function openClient(connection: Connection, requestId?: string): Client {
  const { baseUrl, apiKey, profile } = connection;
  // Otherwise a misspelt profile would silently act as the running sandbox's own account.
  if (apiKey === undefined || apiKey.source === "sandbox") assertKnownProfile(profile);
  // Under a name of its own it asks for a screen, which shows what it has to.
  const onRetry = (attempt: FailedAttempt) => (requestId === undefined ? tellRetry(client, attempt) : undefined);
  const client = openClientAt(baseUrl.value, {
    apiKey: apiKey?.value,
    requestId,
    onRetry,
    place: placeOf(connection),
  });
  return client;
}

/** Where the sandbox is by now. One that was found is looked for again; one that was named stays where it was named. */
export function placeOf({ baseUrl, apiKey, dataDir }: Connection): () => Place {
  let place: Place = { url: baseUrl.value, apiKey: apiKey?.value };
  return () => {
    const found = baseUrl.source === "sandbox" ? findRuntime(dataDir) : undefined;
    if (found !== undefined) {
      place = { url: found.url, apiKey: apiKey?.source === "sandbox" ? found.api_key : place.apiKey };
    }
    return place;
  };
}

/** A client without credentials. */
export const openAnonymously = ({ baseUrl }: Connection): Client => openClientAt(baseUrl.value, {});
