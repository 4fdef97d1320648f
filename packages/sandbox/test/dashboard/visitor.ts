import type { Client } from "@micro/sdk";

import type { Sandbox } from "../../src/index.ts";
import { jsonBody, send, type WireAnswer } from "../support/wire.ts";

/** A browser at the dashboard. */
export interface Visitor {
  cookie: string;
  see(path: string, headers?: Record<string, string>): Promise<WireAnswer>;
  /** Sends a form of the dashboard. */
  fill(operation: string, fields: Record<string, string>, headers?: Record<string, string>): Promise<WireAnswer>;
}

/** Lets a browser in, by the account's own key or another's client. */
export async function enter(sandbox: Sandbox, client: Client = sandbox.client): Promise<Visitor> {
  const { token } = await client.pageSessions.create();
  const opened = await send(sandbox.url, { method: "POST", path: "/pages/session", ...jsonBody({ token }) });
  const cookie = opened.headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
  return {
    cookie,
    see: (path, headers = {}) => send(sandbox.url, { path, headers: { cookie, accept: "text/html", ...headers } }),
    fill: (operation, fields, headers = {}) =>
      send(sandbox.url, {
        method: "POST",
        path: `/dashboard/do/${operation}`,
        headers: {
          cookie,
          accept: "text/html",
          origin: sandbox.url,
          "content-type": "application/x-www-form-urlencoded",
          ...headers,
        },
        body: new URLSearchParams(fields).toString(),
      }),
  };
}
