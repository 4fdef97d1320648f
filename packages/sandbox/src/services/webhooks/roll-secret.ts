import type { InputOf, NewWebhookEndpoint, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { limits } from "../../platform/limits.ts";
import { endpointSecret } from "./endpoint-secret.ts";
import { getEndpointRow, toEndpoint } from "./endpoint.ts";
import { updateEndpoint } from "./store.ts";

/** Makes an endpoint's next secret. The one before signs too for a day, so that a receiver can change without a gap. */
export async function rollSecret(
  ctx: Context,
  { id, overlap_s: overlap = limits.secretOverlapSeconds }: InputOf<Operations["webhook_endpoints.roll_secret"]>,
): Promise<NewWebhookEndpoint> {
  const { tx, platform, principal, now } = ctx;
  const row = await getEndpointRow(ctx, id);
  const rolled = { ...row, secret_generation: row.secret_generation + 1, previous_secret_until: now + overlap };
  await tx.run(updateEndpoint, rolled);
  return {
    ...toEndpoint(rolled, platform, principal.mode === "live"),
    secret: endpointSecret(platform.secrets, rolled),
  };
}
