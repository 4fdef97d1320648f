import type { Operations, OutputOf } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { DomainError } from "../../../platform/errors.ts";
import { endDiscount, getDiscountRow, isGiven, toDiscount } from "./discount.ts";

/** Ends the discount of a customer. One that is for an invoice or an item is removed there. */
export async function deleteDiscount(
  ctx: Context,
  { id }: { id: string },
): Promise<OutputOf<Operations["discounts.delete"]>> {
  const row = await getDiscountRow(ctx, id);
  if (row.scope !== "customer" || !isGiven(row, ctx.now)) {
    throw new DomainError("state_conflict", {
      message: row.target === null ? "The discount has ended." : `Change the \`discounts\` of ${row.target} instead.`,
      param: "id",
      resource: { discount: toDiscount(row, ctx.principal.mode === "live") },
    });
  }
  await endDiscount(ctx, row);
  return { id, object: "discount", deleted: true };
}
