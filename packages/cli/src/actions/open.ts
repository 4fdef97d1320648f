import { Abort } from "../abort.ts";
import type { Connection } from "../config/connection.ts";
import { parseEach } from "../params/one-of.ts";
import { openClient } from "./client.ts";
import { openBrowser } from "./open-browser.ts";

/** What can be opened by name, and where in the sandbox it is. */
export const destinations = {
  docs: "/reference",
  dashboard: "/dashboard",
  api: "/openapi.json",
  device: "/auth/device",
} as const;

/** Where the browser was sent. */
export interface Opened {
  url: string;
  opened: boolean;
}

/** Opens a page of the sandbox, by its name or by the checkout session that it is of. */
export async function openInBrowser(connection: Connection, what: string, really: boolean): Promise<Opened> {
  const base = connection.baseUrl.value;
  const path = await findPath(connection, what);
  const answer = await fetch(base + path, { method: "HEAD", redirect: "manual" }).catch((cause: unknown) => {
    throw new Abort(`Nothing answers at ${base}.`, "Start a sandbox with micro sandbox start.", { cause });
  });
  if (answer.status === 404) throw new Abort(`${base + path} is not found.`, "What answers there may be no sandbox.");
  // The dashboard, and where other machines can call every page, takes a cookie: the browser gets one for the token in the fragment.
  const url = base + (answer.status === 401 ? await throughTheDoor(connection, path) : path);
  return { url, opened: really && (await openBrowser(url)) };
}

async function findPath(connection: Connection, what: string): Promise<string> {
  if (!what.startsWith("cs_")) {
    const names = Object.keys(destinations) as (keyof typeof destinations)[];
    return parseEach([what], names, "page").map((name) => destinations[name])[0] ?? destinations.docs;
  }
  await using client = openClient(connection);
  const { url, status } = await client.checkoutSessions.get(what);
  if (url === null) throw new Abort(`The checkout session is ${status}: it has no page.`, "Create another one.");
  return new URL(url).pathname;
}

async function throughTheDoor(connection: Connection, path: string): Promise<string> {
  await using client = openClient(connection);
  const { token } = await client.pageSessions.create();
  return `/pages/open#${new URLSearchParams({ token, to: path }).toString()}`;
}
