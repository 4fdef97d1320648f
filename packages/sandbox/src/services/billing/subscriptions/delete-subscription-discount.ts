import type { Operations, OutputOf } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { DomainError } from "../../../platform/errors.ts";
import { getDiscountRow, givenDiscounts, toDiscount } from "../catalogue/discount.ts";
import { parseIds } from "../invoices/invoice-lines.ts";
import { assertSubscriptionAllows, getSubscriptionRow, saveSubscription } from "./subscription.ts";
import { withPriceTerms } from "./subscription-pricing.ts";

/** Takes the discount off a subscription that it was given last. */
export async function deleteSubscriptionDiscount(
  ctx: Context,
  { id }: { id: string },
): Promise<OutputOf<Operations["subscriptions.delete_discount"]>> {
  const row = await getSubscriptionRow(ctx, id);
  await assertSubscriptionAllows(ctx, row, "edit");
  const given = await givenDiscounts(ctx, parseIds(row.discounts));
  const last = given.at(-1);
  if (last === undefined) {
    throw new DomainError("resource_missing", { message: `The subscription ${id} has no discount now.`, param: "id" });
  }
  const kept = given.slice(0, -1).map((discount) => ({ discount }));
  await saveSubscription(ctx, await withPriceTerms(ctx, row, [], { discounts: kept }), "customer.subscription.updated");
  return { ...toDiscount(await getDiscountRow(ctx, last), ctx.principal.mode === "live"), deleted: true };
}
