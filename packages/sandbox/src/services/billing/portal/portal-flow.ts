import type { PortalAction, PortalFeatures, PortalFlow, PortalFlowParam } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { DomainError, resourceMissing } from "../../../platform/errors.ts";
import { refuse } from "../refuse.ts";
import { getSubscription } from "../subscriptions/get-subscription.ts";
import { subscriptionTransitions } from "../subscriptions/subscription-state.ts";
import { getSubscriptionRow } from "../subscriptions/subscription.ts";
import { assertQuantity, withChoices } from "./portal-choices.ts";

/** What a customer does at each step, and the feature that it takes. */
export const flowSteps: Record<PortalFlow["type"], { action: PortalAction; feature: keyof PortalFeatures }> = {
  customer_update: { action: "update_customer", feature: "customer_update" },
  payment_method_update: { action: "change_card", feature: "payment_method_update" },
  subscription_cancel: { action: "cancel", feature: "subscription_cancel" },
  subscription_update: { action: "change_plan", feature: "subscription_update" },
  subscription_update_confirm: { action: "change_plan", feature: "subscription_update" },
};

const ofSubscription = ["subscription_cancel", "subscription_update", "subscription_update_confirm"] as const;

/** The step that a session opens at; throws where the configuration or the subscription does not allow it. */
export async function readFlow(
  ctx: Context,
  customer: string,
  features: PortalFeatures,
  sent: PortalFlowParam,
): Promise<PortalFlow> {
  const { feature } = flowSteps[sent.type];
  if (!features[feature].enabled) {
    refuse("flow_data.type", `The step '${sent.type}' takes '${feature}', which the configuration does not offer.`);
  }
  for (const name of ofSubscription) {
    if (sent[name] && name !== sent.type) refuse(`flow_data.${name}`, `\`${name}\` goes with the step of that name.`);
  }
  const flow = {
    after_completion: readCompletion(sent.after_completion),
    subscription_cancel: sent.subscription_cancel ?? null,
    subscription_update: sent.subscription_update ?? null,
    subscription_update_confirm: sent.subscription_update_confirm ?? null,
    type: sent.type,
  };
  const own = ofSubscription.find((name) => name === sent.type);
  if (own === undefined) return flow;
  const id = subscriptionOf(flow);
  if (id === null) throw new DomainError("parameter_missing", { param: `flow_data.${own}` });
  await assertSubscription(ctx, customer, id, `flow_data.${own}.subscription`);
  for (const item of flow.subscription_update_confirm?.items ?? []) {
    await assertItem(ctx, id, features, item);
  }
  return flow;
}

/** The subscription that a step is about. */
export const subscriptionOf = (flow: PortalFlow): string | null =>
  (flow.subscription_cancel ?? flow.subscription_update ?? flow.subscription_update_confirm)?.subscription ?? null;

function readCompletion(sent: PortalFlowParam["after_completion"]): PortalFlow["after_completion"] {
  const { type = "portal_homepage", redirect, hosted_confirmation: confirmation } = sent ?? {};
  const path = "flow_data.after_completion";
  if ((type === "redirect") !== (redirect !== undefined)) {
    if (redirect === undefined) throw new DomainError("parameter_missing", { param: `${path}.redirect` });
    refuse(`${path}.redirect`, "`redirect` goes with the type of that name.");
  }
  if (confirmation && type !== "hosted_confirmation") {
    refuse(`${path}.hosted_confirmation`, "`hosted_confirmation` goes with the type of that name.");
  }
  return {
    hosted_confirmation:
      type === "hosted_confirmation" ? { custom_message: confirmation?.custom_message ?? null } : null,
    redirect: redirect ?? null,
    type,
  };
}

/** The subscription has to be the customer's own, and to go on. */
async function assertSubscription(ctx: Context, customer: string, id: string, param: string): Promise<void> {
  const row = await getSubscriptionRow(ctx, id, param);
  if (row.customer !== customer) throw resourceMissing("subscription", id, param);
  if (subscriptionTransitions[row.status].edit === null) {
    refuse(param, `The subscription is '${row.status}': nothing of it can be changed.`);
  }
}

type Item = NonNullable<PortalFlow["subscription_update_confirm"]>["items"][number];

/** What is to be confirmed has to be a change, and one that the configuration offers. */
async function assertItem(ctx: Context, id: string, features: PortalFeatures, item: Item): Promise<void> {
  const path = "flow_data.subscription_update_confirm.items.0";
  const subscription = await getSubscription(ctx, { id });
  if (!subscription.items.data.some((own) => own.id === item.id)) {
    throw resourceMissing("subscription item", item.id, `${path}.id`);
  }
  const { price, quantity } = item;
  if ((price ?? quantity) === undefined) throw new DomainError("parameter_missing", { param: `${path}.price` });
  const shown = await withChoices(ctx, subscription, features.subscription_update);
  if (price !== undefined && !shown.plans.some((plan) => plan.id === price)) {
    refuse(`${path}.price`, `The subscription cannot be changed to the price ${price} by this configuration.`);
  }
  if (quantity !== undefined) assertQuantity(shown, quantity, `${path}.quantity`);
}
