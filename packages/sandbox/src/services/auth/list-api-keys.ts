import type { ApiKey, InputOf, List, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { toApiKey } from "./api-key.ts";
import { apiKeyPage, findApiKeyUse } from "./store.ts";

/** Lists the API keys of the account, revoked ones included. A key sees those of its own mode. */
export async function listApiKeys(
  { tx, principal }: Context,
  input: InputOf<Operations["api_keys.list"]>,
): Promise<List<ApiKey>> {
  const { environment: wanted, ...params } = input;
  const own = principal.kind === "api_key" ? principal.mode : undefined;
  const url = "/auth/api_keys";
  if (own !== undefined && wanted !== undefined && own !== wanted) {
    return { object: "list", url, has_more: false, data: [] };
  }
  const page = await apiKeyPage(tx, {
    url,
    owner: principal.account,
    params,
    filters: { mode: own ?? wanted },
    toResource: (row) => toApiKey(row),
  });
  for (const key of page.data) key.last_used_at = (await tx.first(findApiKeyUse, { id: key.id }))?.last_used_at ?? null;
  return page;
}
