import { ApiError, ConnectionError, type Client } from "@micro/sdk";

import { UsageError } from "../../abort.ts";
import type { Connection } from "../../config/connection.ts";
import { openClient } from "../client.ts";

/** Reads headers as they are pasted: one `Name: value` each, or a file of lines. */
export function parseHeaderLines(lines: readonly string[]): Record<string, string> {
  const pairs = lines
    .flatMap((line) => line.split(/\r?\n/))
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const colon = line.indexOf(":");
      if (colon > 0) return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()] as const;
      throw new UsageError(`"${line}" is not a header.`, "Write it as --header 'webhook-id: evt_…'.");
    });
  return Object.fromEntries(pairs);
}

/** The secret of this account's listeners: what signs when none is given. */
export async function listenerSecret(connection: Connection): Promise<string> {
  await using client = openClient(connection);
  await using stream = client.subscribe();
  return (await stream.ready()).secret;
}

/** The bytes that the sandbox recorded under an event's id; undefined when it cannot be asked or knows none. */
export async function findSent(connection: Connection, id: string): Promise<string | undefined> {
  if (id === "") return undefined;
  await using client: Pick<Client, "events"> & AsyncDisposable = openClient(connection);
  try {
    return JSON.stringify(await client.events.get(id));
  } catch (error) {
    if (error instanceof ApiError || error instanceof ConnectionError) return undefined;
    throw error;
  }
}
