import type { Client } from "@micro/sdk";

import { Abort } from "../../abort.ts";
import type { Route } from "./route.ts";

/**
 * The routes of the enabled endpoints. With a base, their paths are forwarded there: what is registered for
 * https://example.test/hooks goes to http://localhost:3000/hooks.
 */
export async function loadRoutes(client: Pick<Client, "webhookEndpoints">, base: URL | undefined): Promise<Route[]> {
  const routes: Route[] = [];
  for await (const { url, enabled_events: types } of client.webhookEndpoints.list({ status: "enabled", limit: 100 })) {
    const { pathname, search } = new URL(url);
    routes.push({ url: base === undefined ? new URL(url) : new URL(pathname + search, base), types });
  }
  if (routes.length > 0) return routes.toReversed();
  throw new Abort(
    "There is no enabled endpoint to load.",
    "Create one with micro webhooks endpoints create, or leave --load-from-endpoints out.",
  );
}
