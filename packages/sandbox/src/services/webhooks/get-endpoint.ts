import type { WebhookEndpoint } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { getEndpointRow, toEndpoint } from "./endpoint.ts";

/** Reads an endpoint. */
export async function getEndpoint(ctx: Context, { id }: { id: string }): Promise<WebhookEndpoint> {
  return toEndpoint(await getEndpointRow(ctx, id), ctx.platform, ctx.principal.mode === "live");
}
