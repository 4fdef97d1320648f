import type { InputOf, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { createSubscription } from "../billing/index.ts";
import { isMetered, isRecurring } from "./line-items.ts";
import { lineItemsOf } from "./session.ts";
import type { SessionRow, SubscriptionData } from "./tables.ts";

/** Creates the subscription that a session is for, and notes it on the session; the caller writes that. */
export async function subscribe(
  ctx: Context,
  row: SessionRow,
  terms: Pick<InputOf<Operations["subscriptions.create"]>, "default_payment_method" | "payment_behavior">,
): Promise<SessionRow> {
  const items = lineItemsOf(row)
    .filter(isRecurring)
    .map(({ price, quantity }) => ({ price: price.id, ...(!isMetered(price) && { quantity }) }));
  const { id, latest_invoice: invoice } = await createSubscription(ctx, {
    // It was stored by this service.
    ...(JSON.parse(row.subscription_data) as SubscriptionData),
    ...terms,
    ...(row.promotion_code !== null && { discounts: [{ promotion_code: row.promotion_code }] }),
    customer: row.customer ?? "",
    currency: row.currency,
    items,
  });
  return { ...row, subscription: id, invoice };
}
