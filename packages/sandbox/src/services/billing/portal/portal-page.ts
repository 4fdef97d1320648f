import type { InputOf, Operations, PortalPage, Price, Subscription } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { DomainError, resourceMissing } from "../../../platform/errors.ts";
import {
  attachPaymentMethod,
  createPaymentMethod,
  getCustomer,
  getPaymentMethod,
  updateCustomer,
} from "../../customers/index.ts";
import { getProduct, listPrices } from "../../products/index.ts";
import { listInvoices } from "../invoices/list-invoices.ts";
import { listSubscriptions } from "../subscriptions/list-subscriptions.ts";
import { getPortalSession } from "./portal-session.ts";
import { updateSubscription } from "../subscriptions/update-subscription.ts";

type Input = InputOf<Operations["portal_page.submit"]>;

/** What the billing portal shows to the customer who holds its secret. */
export async function getPortalPage(ctx: Context): Promise<PortalPage> {
  const session = await getPortalSession(ctx);
  const { email, name, default_payment_method: method } = await getCustomer(ctx, { id: session.customer });
  const invoices = await listInvoices(ctx, { customer: session.customer, limit: 24 });
  const subscriptions = await listSubscriptions(ctx, { customer: session.customer, limit: 100 });
  const shown: PortalPage["subscriptions"] = [];
  for (const subscription of subscriptions.data) shown.push(await withPlans(ctx, subscription));
  return {
    object: "portal_page",
    customer: { email, name },
    invoices: invoices.data.filter(({ status }) => status !== "draft"),
    payment_method: method === null ? null : await getPaymentMethod(ctx, { id: method }),
    return_url: session.return_url,
    subscriptions: shown,
  };
}

/** Does what the customer asks for. */
export async function submitPortalPage(ctx: Context, input: Input): Promise<PortalPage> {
  const { customer } = await getPortalSession(ctx);
  await actions[input.action](ctx, customer, input);
  return getPortalPage(ctx);
}

const actions: Record<Input["action"], (ctx: Context, customer: string, input: Input) => Promise<unknown>> = {
  cancel: async (ctx, customer, input) =>
    updateSubscription(ctx, { id: await ownSubscription(ctx, customer, input), cancel_at_period_end: true }),
  keep: async (ctx, customer, input) =>
    updateSubscription(ctx, { id: await ownSubscription(ctx, customer, input), cancel_at_period_end: false }),
  change_plan: changePlan,
  change_card: changeCard,
};

async function withPlans(ctx: Context, subscription: Subscription): Promise<PortalPage["subscriptions"][number]> {
  const [first, ...others] = subscription.items.data;
  const plans = first && others.length === 0 ? await plansBeside(ctx, first.price) : [];
  const names: string[] = [];
  for (const { price } of subscription.items.data) names.push((await getProduct(ctx, { id: price.product })).name);
  return { subscription, name: names.join(", "), plans };
}

/** The other prices of a product that somebody can change to. */
async function plansBeside(ctx: Context, price: Price): Promise<Price[]> {
  const { product, currency } = price;
  const { data } = await listPrices(ctx, { product, currency, active: true, type: "recurring", limit: 100 });
  return data.filter(({ id }) => id !== price.id);
}

async function changePlan(ctx: Context, customer: string, input: Input): Promise<void> {
  const id = await ownSubscription(ctx, customer, input);
  const shown = (await getPortalPage(ctx)).subscriptions.find(({ subscription }) => subscription.id === id);
  const item = shown?.subscription.items.data[0];
  const plan = shown?.plans.find((price) => price.id === input.price);
  if (!item || !plan) throw resourceMissing("plan", input.price ?? "", "price");
  await updateSubscription(ctx, { id, items: [{ id: item.id, price: plan.id }] });
}

async function changeCard(ctx: Context, customer: string, { payment_method_data: data }: Input): Promise<void> {
  if (data === undefined) throw new DomainError("parameter_missing", { param: "payment_method_data" });
  const { id } = await createPaymentMethod(ctx, data);
  await attachPaymentMethod(ctx, { id, customer });
  await updateCustomer(ctx, { id: customer, default_payment_method: id });
}

/** The subscription that is meant: it has to be the customer's own, and to go on. */
async function ownSubscription(ctx: Context, customer: string, { subscription: id = "" }: Input): Promise<string> {
  const { data } = await listSubscriptions(ctx, { customer, limit: 100 });
  if (!data.some((subscription) => subscription.id === id)) throw resourceMissing("subscription", id, "subscription");
  return id;
}
