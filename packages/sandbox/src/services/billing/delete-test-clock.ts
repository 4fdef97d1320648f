import type { Operations, OutputOf } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { customersOn, hasTestClock, removeTestClock } from "../customers/index.ts";
import { deleteCustomer } from "./delete-customer.ts";

/** Deletes a test clock with its customers, whose subscriptions end. */
export async function deleteTestClock(
  ctx: Context,
  { id }: { id: string },
): Promise<OutputOf<Operations["test_clocks.delete"]>> {
  for (const customer of await customersOn(ctx, id)) await deleteCustomer(ctx, { id: customer });
  return removeTestClock(ctx, id);
}

/** Ends a test clock whose time has come, unless it is gone. */
export async function expireTestClock(ctx: Context, id: string): Promise<void> {
  if (await hasTestClock(ctx, id)) await deleteTestClock(ctx, { id });
}
