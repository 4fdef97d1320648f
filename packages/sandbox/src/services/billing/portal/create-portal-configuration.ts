import type { InputOf, Operations, PortalConfiguration } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { dropEmptyValues } from "../../../platform/metadata.ts";
import { recordEvent } from "../../activity/index.ts";
import { noFeatures, noProfile, storeDefaultConfiguration, toPortalConfiguration } from "./portal-configuration.ts";
import { readFeatures } from "./portal-features.ts";
import { portalConfigurations } from "./portal-store.ts";

/** Says what the billing portal offers where a session asks for it. */
export async function createPortalConfiguration(
  ctx: Context,
  input: InputOf<Operations["portal_configurations.create"]>,
): Promise<PortalConfiguration> {
  await storeDefaultConfiguration(ctx);
  const row = {
    id: ctx.platform.ids("portalConfiguration"),
    realm: ctx.principal.realm,
    active: 1,
    is_default: 0,
    name: input.name ?? null,
    default_return_url: input.default_return_url ?? null,
    business_profile: JSON.stringify({ ...noProfile, ...input.business_profile }),
    features: JSON.stringify(await readFeatures(ctx, noFeatures, input.features)),
    metadata: JSON.stringify(dropEmptyValues(input.metadata)),
    updated: ctx.now,
    created: ctx.now,
  };
  await ctx.tx.run(portalConfigurations.insert, row);
  const configuration = toPortalConfiguration(row, ctx.principal.mode === "live");
  await recordEvent(ctx, "billing_portal.configuration.created", configuration);
  return configuration;
}
