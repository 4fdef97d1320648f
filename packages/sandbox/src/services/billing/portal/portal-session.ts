import type { PortalSession, InputOf, Operations } from "@micro/sdk/contract";

import { clientSecretOf } from "../../../platform/client-secret.ts";
import type { Context } from "../../../platform/context.ts";
import { resourceMissing } from "../../../platform/errors.ts";
import { recordEvent } from "../../activity/index.ts";
import { getCustomerRow, inTimeOfCustomer } from "../../customers/index.ts";
import type { PortalSessionRow } from "./portal-tables.ts";
import { portalSessions } from "./portal-store.ts";

/** How long whoever has the url acts for the customer. */
const lifetimeSeconds = 3600;

/** Opens the billing portal to a customer. */
export async function createPortalSession(
  ctx: Context,
  input: InputOf<Operations["portal_sessions.create"]>,
): Promise<PortalSession> {
  const customer = await getCustomerRow(ctx, input.customer, "customer");
  const { principal, platform, now } = ctx;
  const row = {
    id: platform.ids("portalSession"),
    realm: principal.realm,
    customer: customer.id,
    return_url: input.return_url ?? null,
    expires_at: now + lifetimeSeconds,
    created: now,
  };
  await ctx.tx.run(portalSessions.insert, row);
  const session: PortalSession = {
    id: row.id,
    object: "billing_portal.session",
    created: now,
    customer: row.customer,
    expires_at: row.expires_at,
    livemode: principal.mode === "live",
    return_url: row.return_url,
    url: `${platform.baseUrl()}/portal/${clientSecretOf(platform.secrets, row)}`,
  };
  // Whoever reads the log may look at it, and is not the customer.
  await recordEvent(ctx, "billing_portal.session.created", { ...session, url: `${platform.baseUrl()}/portal/` });
  return session;
}

/** The session that the page's secret opens; throws where its time is over. */
export async function getPortalSession(ctx: Context): Promise<PortalSessionRow> {
  const id = ctx.principal.credential ?? "";
  const row = await ctx.tx.first(portalSessions.find, { id, realm: ctx.principal.realm });
  if (!row || row.expires_at <= (await inTimeOfCustomer(ctx, row.customer)).now) {
    throw resourceMissing("portal session", id);
  }
  return row;
}
