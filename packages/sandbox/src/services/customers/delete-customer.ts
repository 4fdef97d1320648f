import type { Operations, OutputOf } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { recordEvent } from "../activity/index.ts";
import { getCustomerRow, toCustomer } from "./customer.ts";
import { detachRow } from "./detach-payment-method.ts";
import { customers, paymentMethodsOfCustomer } from "./store.ts";

/** Deletes a customer: the row stays for what was paid, and nothing new can be done with it. */
export async function deleteCustomer(
  ctx: Context,
  { id }: { id: string },
): Promise<OutputOf<Operations["customers.delete"]>> {
  const row = await getCustomerRow(ctx, id);
  const { realm } = ctx.principal;
  const methods = await ctx.tx.all(paymentMethodsOfCustomer, { realm, customer: id });
  for (const method of methods) await detachRow(ctx, method);
  const deleted = { ...row, default_payment_method: null, deleted: 1 };
  await ctx.tx.run(customers.update, deleted);
  await recordEvent(ctx, "customer.deleted", toCustomer(deleted, ctx.principal.mode === "live"));
  return { id, object: "customer", deleted: true };
}
