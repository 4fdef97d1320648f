import type { PortalPage } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { getCustomer, getPaymentMethod } from "../../customers/index.ts";
import { listInvoices } from "../invoices/list-invoices.ts";
import { listSubscriptions } from "../subscriptions/list-subscriptions.ts";
import { withChoices, type Shown } from "./portal-choices.ts";
import { subscriptionOf } from "./portal-flow.ts";
import { getOpenSession, type OpenSession } from "./portal-session.ts";

/** What the billing portal shows to the customer who holds its secret. */
export async function getPortalPage(ctx: Context): Promise<PortalPage> {
  const session = await getOpenSession(ctx);
  const { row, configuration, actions } = session;
  const { features } = configuration;
  const flow = session.completed ? null : session.flow;
  const {
    address,
    email,
    name,
    phone,
    shipping,
    default_payment_method: method,
  } = await getCustomer(ctx, {
    id: row.customer,
  });
  const { enabled: asks, options } = features.subscription_cancel.cancellation_reason;
  return {
    object: "portal_page",
    actions: [...actions],
    business_profile: configuration.business_profile,
    customer: { address, email, name, phone, shipping },
    customer_updates: actions.includes("update_customer") ? features.customer_update.allowed_updates : [],
    feedbacks: asks ? options : [],
    flow,
    completed: session.completed ? (session.flow?.after_completion ?? null) : null,
    invoices: features.invoice_history.enabled && flow === null ? await invoicesOf(ctx, row.customer) : null,
    payment_method: method === null ? null : await getPaymentMethod(ctx, { id: method }),
    return_url: row.return_url,
    subscriptions: await shownSubscriptions(ctx, session),
    takes_promotion_codes: features.subscription_update.default_allowed_updates.includes("promotion_code"),
  };
}

async function invoicesOf(ctx: Context, customer: string) {
  const { data } = await listInvoices(ctx, { customer, limit: 24 });
  return data.filter(({ status }) => status !== "draft");
}

/** The subscriptions that go on; at a step the one that it is about. */
export async function shownSubscriptions(ctx: Context, session: OpenSession): Promise<Shown[]> {
  const { row, configuration, flow, completed } = session;
  const { data } = await listSubscriptions(ctx, { customer: row.customer, limit: 100 });
  const shown: Shown[] = [];
  for (const subscription of data) {
    if (flow !== null && !completed && subscription.id !== subscriptionOf(flow)) continue;
    shown.push(await withChoices(ctx, subscription, configuration.features.subscription_update));
  }
  return shown;
}
