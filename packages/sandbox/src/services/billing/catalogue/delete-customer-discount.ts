import type { Operations, OutputOf } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { DomainError } from "../../../platform/errors.ts";
import { getCustomerRow } from "../../customers/index.ts";
import { discountOf, endDiscount, toDiscount } from "./discount.ts";

/** Ends the discount that a customer has. */
export async function deleteCustomerDiscount(
  ctx: Context,
  { id }: { id: string },
): Promise<OutputOf<Operations["customers.delete_discount"]>> {
  const customer = await getCustomerRow(ctx, id);
  const row = await discountOf(ctx, customer.id);
  if (!row) {
    throw new DomainError("resource_missing", { message: `The customer ${id} has no discount now.`, param: "id" });
  }
  await endDiscount(ctx, row);
  return { ...toDiscount({ ...row, ends_at: ctx.now }, ctx.principal.mode === "live"), deleted: true };
}
