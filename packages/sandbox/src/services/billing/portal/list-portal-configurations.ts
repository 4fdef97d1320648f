import type { InputOf, List, Operations, PortalConfiguration } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { defaultConfiguration, toPortalConfiguration } from "./portal-configuration.ts";
import { portalConfigurations } from "./portal-store.ts";

const url = "/billing/portal_configurations";

/** Lists the configurations of the billing portal. */
export async function listPortalConfigurations(
  ctx: Context,
  input: InputOf<Operations["portal_configurations.list"]>,
): Promise<List<PortalConfiguration>> {
  const { active, is_default: isDefault, ...params } = input;
  const livemode = ctx.principal.mode === "live";
  const first = await defaultConfiguration(ctx);
  const cursor = params.starting_after ?? params.ending_before;
  // Before it is stored, it is the only one, and nothing is before or after it.
  if (first.n === 0 && (cursor === undefined || cursor === first.id)) {
    const fits = cursor === undefined && active !== false && isDefault !== false;
    return { object: "list", url, has_more: false, data: fits ? [toPortalConfiguration(first, livemode)] : [] };
  }
  return portalConfigurations.page(ctx.tx, {
    url,
    owner: ctx.principal.realm,
    params,
    filters: {
      active: active === undefined ? undefined : Number(active),
      is_default: isDefault === undefined ? undefined : Number(isDefault),
    },
    toResource: (row) => toPortalConfiguration(row, livemode),
  });
}
