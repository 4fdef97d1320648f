import type { Context } from "../../../platform/context.ts";
import { DomainError } from "../../../platform/errors.ts";
import { getCustomerRow, getPaymentMethod } from "../../customers/index.ts";
import { confirmSetupIntent, createSetupIntent, getSetupIntent } from "../../payments/index.ts";
import { subscriptionsOfSetup } from "../store.ts";
import type { PaymentBehavior } from "./collect-now.ts";
import { saveSubscription } from "./subscription.ts";
import type { SubscriptionRow } from "./subscription-tables.ts";

/**
 * Has the method set up that a subscription is paid with later, as Stripe does where its first invoice is for nothing. What
 * is known is tried at once, unless the caller confirms it himself. The id is that of a setup that is still to be done.
 */
export async function askForMethod(
  ctx: Context,
  { collection_method: collection, customer, default_payment_method: own }: SubscriptionRow,
  behavior: PaymentBehavior,
): Promise<string | null> {
  if (collection !== "charge_automatically") return null;
  const method = own ?? (await getCustomerRow(ctx, customer, "customer")).default_payment_method;
  const known = method === null ? undefined : await getPaymentMethod(ctx, { id: method });
  const intent = await createSetupIntent(ctx, {
    customer,
    ...(known && { payment_method: known.id, payment_method_types: [known.type] }),
  });
  if (intent instanceof DomainError) throw intent;
  if (!known || behavior === "default_incomplete") return intent.id;
  await confirmSetupIntent(ctx, { id: intent.id });
  return (await getSetupIntent(ctx, { id: intent.id })).status === "succeeded" ? null : intent.id;
}

/** A setup that a subscription asked for is done: where it is to keep what it is paid with, that is its method. */
export async function followSetup(ctx: Context, setupIntent: string): Promise<void> {
  const { realm } = ctx.principal;
  const row = await ctx.tx.first(subscriptionsOfSetup, { realm, pending_setup_intent: setupIntent });
  if (!row) return;
  const { payment_method: method } = await getSetupIntent(ctx, { id: setupIntent });
  const keeps = row.save_default_payment_method === "on_subscription";
  const done = { ...row, pending_setup_intent: null, ...(keeps && { default_payment_method: method }) };
  await saveSubscription(ctx, done, "customer.subscription.updated");
}
