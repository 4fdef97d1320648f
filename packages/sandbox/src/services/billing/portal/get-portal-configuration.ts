import type { PortalConfiguration } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { getConfigurationRow, toPortalConfiguration } from "./portal-configuration.ts";

/** Reads a configuration of the billing portal. */
export async function getPortalConfiguration(ctx: Context, { id }: { id: string }): Promise<PortalConfiguration> {
  return toPortalConfiguration(await getConfigurationRow(ctx, id), ctx.principal.mode === "live");
}
