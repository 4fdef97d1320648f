import type { InputOf, List, Operations, WebhookEndpoint } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { toEndpoint } from "./endpoint.ts";
import { endpointPage } from "./store.ts";

/** Lists endpoints. */
export function listEndpoints(
  { tx, principal, platform }: Context,
  input: InputOf<Operations["webhook_endpoints.list"]>,
): Promise<List<WebhookEndpoint>> {
  const { payload, status, ...params } = input;
  return endpointPage(tx, {
    url: "/webhooks/endpoints",
    owner: principal.realm,
    params,
    filters: { payload, status },
    toResource: (row) => toEndpoint(row, platform, principal.mode === "live"),
  });
}
