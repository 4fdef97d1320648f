import type { InputOf, Invoice, Operations } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { tryOut } from "../../../platform/db/try-out.ts";
import { DomainError } from "../../../platform/errors.ts";
import { getCustomerRow } from "../../customers/index.ts";
import { newSubscription } from "./new-subscription.ts";
import type { Plan } from "./plan-change.ts";
import { previewInvoice } from "./preview-invoice.ts";
import { refuse } from "../refuse.ts";
import { assertSubscriptionAllows, getSubscriptionRow, showSubscription } from "./subscription.ts";
import { planUpdate } from "./update-subscription.ts";

type Input = InputOf<Operations["invoices.create_preview"]>;

/** The next invoice of a subscription, of a change of it, or of a new one: what has to be written for it is taken back. */
export async function createPreview(ctx: Context, input: Input): Promise<Invoice> {
  return tryOut(ctx.tx, async () => {
    const plan = input.subscription === undefined ? await planNew(ctx, input) : await planChanged(ctx, input);
    return previewInvoice(ctx, plan);
  });
}

async function planChanged(ctx: Context, input: Input): Promise<Plan> {
  const row = await getSubscriptionRow(ctx, input.subscription ?? "", "subscription");
  if (input.customer !== undefined && input.customer !== row.customer) {
    refuse("customer", `The subscription ${row.id} is another customer's.`);
  }
  await assertSubscriptionAllows(ctx, row, "edit", "subscription");
  const plan = await planUpdate(ctx, row, input.subscription_details ?? {});
  if (plan.bills || row.cancel_at === null || row.cancel_at > row.period_end) return plan;
  throw new DomainError("state_conflict", {
    message: "The subscription ends with its period: there is no next invoice.",
    param: "subscription",
    resource: { subscription: await showSubscription(ctx, row) },
  });
}

async function planNew(ctx: Context, { customer, subscription_details: details = {} }: Input): Promise<Plan> {
  if (customer === undefined) throw new DomainError("parameter_missing", { param: "customer" });
  await getCustomerRow(ctx, customer, "customer");
  const news = details.items?.map(({ id, deleted, price, ...item }, index) => {
    if (id !== undefined || deleted || price === undefined) {
      return refuse(`subscription_details.items[${index}]`, "A new subscription has new items: send their prices.");
    }
    return { price, ...item };
  });
  if (!news) throw new DomainError("parameter_missing", { param: "subscription" });
  const trial = details.trial_end === undefined ? {} : { trial_end: details.trial_end };
  const { row, items } = await newSubscription(ctx, { customer, items: news, ...trial });
  return { row, items, prorations: [], renews: true, bills: true };
}
