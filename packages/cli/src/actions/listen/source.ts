import type { Client } from "@micro/sdk";

import { Abort } from "../../abort.ts";
import { openClientAt } from "../../api/open-client.ts";
import type { Connection } from "../../config/connection.ts";
import { elsewhere } from "../../sandbox/elsewhere.ts";
import { findRunning, probe } from "../../sandbox/find.ts";
import { openSandbox, type OpenSandbox } from "../../sandbox/open.ts";
import { openClient, placeOf } from "../client.ts";

/** Where a listener gets its events from. */
export interface EventSource extends AsyncDisposable {
  client: Client;
  /** Where the sandbox is by now. */
  url: () => string;
  /** The sandbox that was started for this listener, as none was running. */
  own: OpenSandbox | undefined;
}

const loopback = new Set(["127.0.0.1", "localhost", "[::1]"]);

/** Connects to the sandbox; starts one in this process where none runs and nobody demanded another one. */
export async function openSource(connection: Connection, requestId?: string): Promise<EventSource> {
  const url = new URL(connection.baseUrl.value);
  const isDemanded = ["flag", "environment"].includes(connection.baseUrl.source);
  if (isDemanded || !loopback.has(url.hostname) || (await probe(url.href)) !== undefined) {
    const client = openClient(connection, requestId);
    const place = placeOf(connection);
    return { client, url: () => place().url, own: undefined, [Symbol.asyncDispose]: () => client.close() };
  }
  const running = connection.baseUrl.source === "file" ? await findRunning(connection.dataDir) : undefined;
  if (running !== undefined) {
    const { message, hint } = elsewhere(connection, running);
    throw new Abort(message, hint);
  }
  const own = await openSandbox({ dataDir: connection.dataDir, preferredPort: Number(url.port || 80) });
  const kept = connection.apiKey?.source === "sandbox" ? undefined : connection.apiKey?.value;
  const client = openClientAt(own.url, { apiKey: kept ?? own.apiKey, requestId });
  return {
    client,
    url: () => own.url,
    own,
    async [Symbol.asyncDispose]() {
      await client.close();
      await own.close();
    },
  };
}
