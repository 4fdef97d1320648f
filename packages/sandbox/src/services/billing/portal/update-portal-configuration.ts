import type { InputOf, Operations, PortalConfiguration } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { mergeMetadata } from "../../../platform/metadata.ts";
import { changedAt, patched } from "../../../platform/patch.ts";
import { recordEvent } from "../../activity/index.ts";
import { refuse } from "../refuse.ts";
import { getConfigurationRow, storeDefaultConfiguration, toPortalConfiguration } from "./portal-configuration.ts";
import { readFeatures } from "./portal-features.ts";
import { portalConfigurations } from "./portal-store.ts";

/** Changes what the billing portal offers, in open sessions too. */
export async function updatePortalConfiguration(
  ctx: Context,
  input: InputOf<Operations["portal_configurations.update"]>,
): Promise<PortalConfiguration> {
  await storeDefaultConfiguration(ctx);
  const row = await getConfigurationRow(ctx, input.id);
  const before = toPortalConfiguration(row, ctx.principal.mode === "live");
  if (before.is_default && input.active === false) {
    refuse("active", "The default configuration is in use by every session that names none.");
  }
  const features = input.features ? await readFeatures(ctx, before.features, input.features) : before.features;
  const changed = changedAt(ctx.now, row, {
    ...row,
    active: input.active === undefined ? row.active : Number(input.active),
    name: patched(input.name, row.name),
    default_return_url: patched(input.default_return_url, row.default_return_url),
    business_profile: JSON.stringify({ ...before.business_profile, ...input.business_profile }),
    features: JSON.stringify(features),
    metadata: mergeMetadata(row.metadata, input.metadata),
  });
  await ctx.tx.run(portalConfigurations.update, changed);
  const configuration = toPortalConfiguration(changed, ctx.principal.mode === "live");
  await recordEvent(ctx, "billing_portal.configuration.updated", configuration);
  return configuration;
}
