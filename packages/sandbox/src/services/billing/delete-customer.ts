import type { Operations, OutputOf } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import * as customers from "../customers/index.ts";
import { endSubscription } from "./subscriptions/end-subscription.ts";
import { subscriptionsOfCustomer } from "./store.ts";
import { subscriptionTransitions } from "./subscriptions/subscription-state.ts";

/** Deletes a customer. His subscriptions end first: nobody is left who could be charged. */
export async function deleteCustomer(
  ctx: Context,
  { id }: { id: string },
): Promise<OutputOf<Operations["customers.delete"]>> {
  const { realm } = ctx.principal;
  for (const row of await ctx.tx.all(subscriptionsOfCustomer, { realm, customer: id })) {
    if (subscriptionTransitions[row.status].cancel === null) continue;
    await endSubscription(ctx, { ...row, canceled_at: ctx.now, cancel_reason: "cancellation_requested" });
  }
  return customers.deleteCustomer(ctx, { id });
}
