import type { InputOf, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { createInvoiceItem, createSubscription } from "../billing/index.ts";
import { isMetered, isRecurring } from "./line-items.ts";
import { currencyOf, discountOf, lineItemsOf } from "./session.ts";
import type { SessionRow, SubscriptionData } from "./tables.ts";

/**
 * Creates the subscription that a session is for, with what is bought once on its first invoice, and notes it on the session;
 * the caller writes that.
 */
export async function subscribe(
  ctx: Context,
  row: SessionRow,
  terms: Pick<InputOf<Operations["subscriptions.create"]>, "default_payment_method" | "payment_behavior">,
  awaitsPayment = false,
): Promise<SessionRow> {
  const currency = currencyOf(row);
  const discount = discountOf(row);
  const customer = row.customer ?? "";
  const lines = lineItemsOf(row);
  for (const { price, quantity, description } of lines.filter((line) => !isRecurring(line))) {
    await createInvoiceItem(ctx, { customer, currency, price: price.id, quantity, description });
  }
  const items = lines
    .filter(isRecurring)
    .map(({ price, quantity }) => ({ price: price.id, ...(!isMetered(price) && { quantity }) }));
  const input = {
    // It was stored by this service.
    ...(JSON.parse(row.subscription_data) as SubscriptionData),
    ...terms,
    ...(discount && { discounts: [discount] }),
    customer,
    currency,
    items,
  };
  const { id, latest_invoice: invoice } = await createSubscription(ctx, input, { awaitsPayment, isSetUp: true });
  return { ...row, subscription: id, invoice };
}
