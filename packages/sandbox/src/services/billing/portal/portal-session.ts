import type { PortalAction, PortalConfiguration, PortalFeatures, PortalFlow } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { resourceMissing } from "../../../platform/errors.ts";
import { inTimeOfCustomer } from "../../customers/index.ts";
import { getPortalConfiguration } from "./get-portal-configuration.ts";
import { flowSteps } from "./portal-flow.ts";
import { portalSessions } from "./portal-store.ts";
import type { PortalSessionRow } from "./portal-tables.ts";

/** A session that is open: for whom, what it offers, and the step that it is at. */
export interface OpenSession {
  row: PortalSessionRow;
  configuration: PortalConfiguration;
  flow: PortalFlow | null;
  /** Whether that step is behind it. */
  completed: boolean;
  actions: readonly PortalAction[];
}

/** The session that the page's secret opens; throws where its time is over. */
export async function getOpenSession(ctx: Context): Promise<OpenSession> {
  const id = ctx.principal.credential ?? "";
  const row = await ctx.tx.first(portalSessions.find, { id, realm: ctx.principal.realm });
  if (!row || row.expires_at <= (await inTimeOfCustomer(ctx, row.customer)).now) {
    throw resourceMissing("portal session", id);
  }
  const configuration = await getPortalConfiguration(ctx, { id: row.configuration });
  // It was stored by `createPortalSession`.
  const flow = row.flow === null ? null : (JSON.parse(row.flow) as PortalFlow);
  const completed = row.completed === 1;
  return { row, configuration, flow, completed, actions: actionsOf(configuration.features, flow, completed) };
}

const featureOf: Record<PortalAction, keyof PortalFeatures> = {
  cancel: "subscription_cancel",
  keep: "subscription_cancel",
  change_plan: "subscription_update",
  change_card: "payment_method_update",
  update_customer: "customer_update",
};

/** What can be done: at a step that, and after it all that is offered or nothing. */
function actionsOf(features: PortalFeatures, flow: PortalFlow | null, completed: boolean): PortalAction[] {
  const offered = (Object.keys(featureOf) as PortalAction[]).filter((action) => features[featureOf[action]].enabled);
  if (flow === null) return offered;
  if (!completed) return offered.filter((action) => action === flowSteps[flow.type].action);
  return flow.after_completion.type === "portal_homepage" ? offered : [];
}
