import type { InputOf, Operations, SubscriptionItem } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { DomainError } from "../../../platform/errors.ts";
import { updateSubscription } from "./update-subscription.ts";

type Input = Omit<InputOf<Operations["subscription_items.update"]>, "id"> & { id?: string };

/** Changes a subscription in one item, and gives that one back. */
export async function changeOneItem(
  ctx: Context,
  subscription: string,
  { id, discounts, metadata, price, price_data, quantity, tax_rates, ...terms }: Input,
  isMeant: (item: SubscriptionItem) => boolean,
): Promise<SubscriptionItem> {
  const change = { id, discounts, metadata, price, price_data, quantity, tax_rates };
  const sent = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  const changed = await ofOneItem(updateSubscription(ctx, { id: subscription, items: [sent], ...terms }));
  const item = changed.items.data.find(isMeant);
  if (!item) throw new Error(`The subscription ${subscription} lost an item that it was given.`);
  return item;
}

/** Names what is refused as the caller of one item sent it. */
export async function ofOneItem<T>(change: Promise<T>): Promise<T> {
  try {
    return await change;
  } catch (cause) {
    if (!(cause instanceof DomainError) || cause.details.param === undefined) throw cause;
    const param = cause.details.param.replace(/^items\[0\]\./, "");
    throw new DomainError(cause.code, { ...cause.details, param });
  }
}
