import type { Operations, OutputOf } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { clearTimeline } from "../../platform/queue/timeline.ts";
import { verbJobReference } from "../../platform/queue/verb-job.ts";
import { recordEvent } from "../activity/index.ts";
import { customersOfClock, testClocks } from "./store.ts";
import { expireClockJob, getTestClockRow, toTestClock } from "./test-clock.ts";

/** Whether there is such a clock. */
export const hasTestClock = async ({ tx, principal }: Context, id: string): Promise<boolean> =>
  (await tx.first(testClocks.find, { realm: principal.realm, id })) !== undefined;

/** The ids of those who live by a clock, oldest first. */
export async function customersOn({ tx, principal }: Context, clock: string): Promise<string[]> {
  const rows = await tx.all(customersOfClock, { realm: principal.realm, test_clock: clock });
  return rows.map(({ id }) => id);
}

/** Removes a clock that nobody lives by any more; whatever waited for it is dropped. */
export async function removeTestClock(ctx: Context, id: string): Promise<OutputOf<Operations["test_clocks.delete"]>> {
  const { tx, platform, principal } = ctx;
  const { realm } = principal;
  const row = await getTestClockRow(ctx, id);
  await clearTimeline(tx, id);
  await platform.queue.remove(tx, expireClockJob, verbJobReference({ realm, id }));
  await tx.run(testClocks.remove, { realm, id });
  await recordEvent(ctx, "test_helpers.test_clock.deleted", toTestClock(row, principal.mode === "live"));
  return { id, object: "test_helpers.test_clock", deleted: true };
}
