import type { Operations, OutputOf } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { clearTimeline } from "../../platform/queue/timeline.ts";
import { verbJobReference } from "../../platform/queue/verb-job.ts";
import { recordEvent } from "../activity/index.ts";
import { deleteCustomer } from "./delete-customer.ts";
import { customersOfClock, deleteClockRow, testClocks } from "./store.ts";
import { expireClockJob, getTestClockRow, toTestClock } from "./test-clock.ts";

/** Deletes a clock with its customers; whatever waited for it is dropped. */
export async function deleteTestClock(
  ctx: Context,
  { id }: { id: string },
): Promise<OutputOf<Operations["test_clocks.delete"]>> {
  const { tx, platform, principal } = ctx;
  const { realm } = principal;
  const row = await getTestClockRow(ctx, id);
  for (const customer of await tx.all(customersOfClock, { realm, test_clock: id })) await deleteCustomer(ctx, customer);
  await clearTimeline(tx, id);
  await platform.queue.remove(tx, expireClockJob, verbJobReference({ realm, id }));
  await tx.run(deleteClockRow, { realm, id });
  await recordEvent(ctx, "test_helpers.test_clock.deleted", toTestClock(row, principal.mode === "live"));
  return { id, object: "test_helpers.test_clock", deleted: true };
}

/** Ends a clock whose time has come, unless it is gone. */
export async function expireTestClock(ctx: Context, id: string): Promise<void> {
  const row = await ctx.tx.first(testClocks.find, { realm: ctx.principal.realm, id });
  if (row) await deleteTestClock(ctx, { id });
}
