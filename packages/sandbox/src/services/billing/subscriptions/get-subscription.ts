import type { Subscription } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { getSubscriptionRow, showSubscription } from "./subscription.ts";

/** Reads a subscription. */
export async function getSubscription(ctx: Context, { id }: { id: string }): Promise<Subscription> {
  return showSubscription(ctx, await getSubscriptionRow(ctx, id));
}
