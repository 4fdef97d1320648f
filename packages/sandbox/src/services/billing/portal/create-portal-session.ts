import type { InputOf, Operations, PortalSession } from "@micro/sdk/contract";

import { clientSecretOf } from "../../../platform/client-secret.ts";
import type { Context } from "../../../platform/context.ts";
import { recordEvent } from "../../activity/index.ts";
import { getCustomerRow } from "../../customers/index.ts";
import { refuse } from "../refuse.ts";
import { getConfigurationRow, storeDefaultConfiguration, toPortalConfiguration } from "./portal-configuration.ts";
import { readFlow } from "./portal-flow.ts";
import { portalSessions } from "./portal-store.ts";

/** How long whoever has the url acts for the customer. */
const lifetimeSeconds = 3600;

/** Opens the billing portal to a customer. */
export async function createPortalSession(
  ctx: Context,
  input: InputOf<Operations["portal_sessions.create"]>,
): Promise<PortalSession> {
  const { principal, platform, now } = ctx;
  const customer = await getCustomerRow(ctx, input.customer, "customer");
  const first = await storeDefaultConfiguration(ctx);
  const named = input.configuration;
  const configuration = named === undefined ? first : await getConfigurationRow(ctx, named, "configuration");
  if (configuration.active === 0) refuse("configuration", "The configuration is out of use.");
  const { features } = toPortalConfiguration(configuration, principal.mode === "live");
  const flow = input.flow_data ? await readFlow(ctx, customer.id, features, input.flow_data) : null;
  const row = {
    id: platform.ids("portalSession"),
    realm: principal.realm,
    customer: customer.id,
    configuration: configuration.id,
    flow: flow && JSON.stringify(flow),
    completed: 0,
    return_url: input.return_url ?? configuration.default_return_url,
    expires_at: now + lifetimeSeconds,
    created: now,
  };
  await ctx.tx.run(portalSessions.insert, row);
  const session: PortalSession = {
    id: row.id,
    object: "billing_portal.session",
    configuration: row.configuration,
    created: now,
    customer: row.customer,
    expires_at: row.expires_at,
    flow,
    livemode: principal.mode === "live",
    return_url: row.return_url,
    url: `${platform.baseUrl()}/portal/${clientSecretOf(platform.secrets, row)}`,
  };
  // Whoever reads the log may look at it, and is not the customer.
  await recordEvent(ctx, "billing_portal.session.created", { ...session, url: `${platform.baseUrl()}/portal/` });
  return session;
}
