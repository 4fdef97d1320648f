import type { InputOf, Operations, PortalAction, PortalPage } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { DomainError, resourceMissing } from "../../../platform/errors.ts";
import { attachPaymentMethod, createPaymentMethod, updateCustomer } from "../../customers/index.ts";
import { activeCodes } from "../store.ts";
import { refuse } from "../refuse.ts";
import { cancelSubscription } from "../subscriptions/cancel-subscription.ts";
import { updateSubscription } from "../subscriptions/update-subscription.ts";
import { assertQuantity, type Shown } from "./portal-choices.ts";
import { getPortalPage, shownSubscriptions } from "./portal-page.ts";
import { getOpenSession, type OpenSession } from "./portal-session.ts";
import { portalSessions } from "./portal-store.ts";

type Input = InputOf<Operations["portal_page.submit"]>;

/** Does what the customer asks for, where the configuration offers it. */
export async function submitPortalPage(ctx: Context, input: Input): Promise<PortalPage> {
  const session = await getOpenSession(ctx);
  if (!session.actions.includes(input.action)) refuse("action", "The billing portal does not offer that here.");
  await actions[input.action](ctx, session, input);
  if (session.flow && !session.completed) await ctx.tx.run(portalSessions.update, { ...session.row, completed: 1 });
  return getPortalPage(ctx);
}

const actions: Record<PortalAction, (ctx: Context, session: OpenSession, input: Input) => Promise<unknown>> = {
  cancel,
  keep: async (ctx, session, input) => {
    const { subscription } = await ownSubscription(ctx, session, input);
    return updateSubscription(ctx, { id: subscription.id, cancel_at_period_end: false });
  },
  change_plan: changePlan,
  change_card: changeCard,
  update_customer: changeCustomer,
};

async function cancel(ctx: Context, session: OpenSession, input: Input): Promise<void> {
  const { id } = (await ownSubscription(ctx, session, input)).subscription;
  const { cancellation_reason: reason, ...terms } = session.configuration.features.subscription_cancel;
  const { comment, feedback } = input;
  if (feedback !== undefined && !(reason.enabled && reason.options.includes(feedback))) {
    refuse("feedback", "That reason is not among those that are offered.");
  }
  if (comment !== undefined && !reason.enabled) refuse("comment", "The billing portal does not ask for a reason.");
  const details = {
    cancellation_details: { ...(comment !== undefined && { comment }), ...(feedback !== undefined && { feedback }) },
  };
  if (terms.mode === "at_period_end") {
    await updateSubscription(ctx, { id, cancel_at_period_end: true, ...details });
    return;
  }
  await cancelSubscription(ctx, { id, prorate: terms.proration_behavior === "create_prorations", ...details });
}

async function changePlan(ctx: Context, session: OpenSession, input: Input): Promise<void> {
  const shown = await ownSubscription(ctx, session, input);
  const { subscription } = shown;
  const [item] = subscription.items.data;
  const { price, quantity, promotion_code: code } = input;
  if (!item || (price ?? quantity ?? code) === undefined) {
    throw new DomainError("parameter_missing", { param: "price" });
  }
  if (price !== undefined && !shown.plans.some(({ id }) => id === price)) throw resourceMissing("plan", price, "price");
  if (quantity !== undefined) assertQuantity(shown, quantity, "quantity");
  assertConfirms(session, input);
  const { features } = session.configuration;
  const terms = features.subscription_update;
  const endsTrial = subscription.status === "trialing" && terms.trial_update_behavior === "end_trial";
  await updateSubscription(ctx, {
    id: subscription.id,
    items: [{ id: item.id, ...(price !== undefined && { price }), ...(quantity !== undefined && { quantity }) }],
    proration_behavior: terms.proration_behavior,
    billing_cycle_anchor: terms.billing_cycle_anchor,
    ...(endsTrial && { trial_end: "now" as const }),
    ...(code !== undefined && {
      discounts: [
        ...subscription.discounts.map((discount) => ({ discount })),
        { promotion_code: await findCode(ctx, session, code) },
      ],
    }),
  });
}

/** At the step of a confirmation the change is the one that was asked for. */
function assertConfirms({ flow, completed }: OpenSession, { price, quantity, promotion_code: code }: Input): void {
  const asked = completed ? undefined : flow?.subscription_update_confirm?.items[0];
  if (asked === undefined) return;
  if (price !== asked.price) refuse("price", "This is not the price that is to be confirmed.");
  if (quantity !== asked.quantity) refuse("quantity", "This is not the quantity that is to be confirmed.");
  if (code !== undefined) refuse("promotion_code", "There is nothing to redeem at this step.");
}

/** The promotion code that a word stands for. */
async function findCode(ctx: Context, { configuration }: OpenSession, word: string): Promise<string> {
  if (!configuration.features.subscription_update.default_allowed_updates.includes("promotion_code")) {
    refuse("promotion_code", "Nothing can be redeemed here.");
  }
  const found = await ctx.tx.first(activeCodes, { realm: ctx.principal.realm, code: word.toUpperCase(), active: 1 });
  if (!found) throw resourceMissing("promotion code", word, "promotion_code");
  return found.id;
}

async function changeCard(ctx: Context, { row }: OpenSession, { payment_method_data: data }: Input): Promise<void> {
  if (data === undefined) throw new DomainError("parameter_missing", { param: "payment_method_data" });
  const { id } = await createPaymentMethod(ctx, data);
  await attachPaymentMethod(ctx, { id, customer: row.customer });
  await updateCustomer(ctx, { id: row.customer, default_payment_method: id });
}

async function changeCustomer(ctx: Context, { row, configuration }: OpenSession, input: Input): Promise<void> {
  const { customer } = input;
  if (customer === undefined) throw new DomainError("parameter_missing", { param: "customer" });
  const allowed: readonly string[] = configuration.features.customer_update.allowed_updates;
  const other = Object.keys(customer).find((name) => !allowed.includes(name));
  if (other !== undefined) refuse(`customer.${other}`, `\`${other}\` cannot be changed here.`);
  await updateCustomer(ctx, { id: row.customer, ...customer });
}

/** The subscription that is meant: it has to be the customer's own, and to go on. */
async function ownSubscription(ctx: Context, session: OpenSession, { subscription: id = "" }: Input): Promise<Shown> {
  const shown = (await shownSubscriptions(ctx, session)).find(({ subscription }) => subscription.id === id);
  if (!shown) throw resourceMissing("subscription", id, "subscription");
  return shown;
}
