import type { InputOf, Operations, Subscription } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { endSubscription } from "./end-subscription.ts";
import { assertSubscriptionAllows, getSubscriptionRow } from "./subscription.ts";

/** Ends a subscription at once. */
export async function cancelSubscription(
  ctx: Context,
  input: InputOf<Operations["subscriptions.cancel"]>,
): Promise<Subscription> {
  const row = await getSubscriptionRow(ctx, input.id);
  await assertSubscriptionAllows(ctx, row, "cancel");
  const { comment, feedback } = input.cancellation_details ?? {};
  const noted = {
    ...row,
    canceled_at: ctx.now,
    cancel_reason: "cancellation_requested" as const,
    cancel_comment: comment ?? row.cancel_comment,
    cancel_feedback: feedback ?? row.cancel_feedback,
  };
  return endSubscription(ctx, noted, { prorate: input.prorate ?? false, invoice: input.invoice_now ?? false });
}
