import { clockAdvanceSecondsMax, type InputOf, type Operations, type TestClock } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { isoInstant } from "../../platform/day.ts";
import { DomainError } from "../../platform/errors.ts";
import type { TimelineJobRow } from "../../platform/queue/tables.ts";
import { nextOnTimeline } from "../../platform/queue/timeline.ts";
import { verbJobReference } from "../../platform/queue/verb-job.ts";
import { testClocks } from "./store.ts";
import { advanceClockJob, getTestClockRow, saveTestClock, toTestClock } from "./test-clock.ts";

/** Sends a clock on its way: what falls due before it arrives is done after this call, each thing at its own instant. */
export async function advanceTestClock(
  ctx: Context,
  { id, frozen_time: target }: InputOf<Operations["test_clocks.advance"]>,
): Promise<TestClock> {
  const row = await getTestClockRow(ctx, id);
  if (row.status !== "ready") {
    throw new DomainError("state_conflict", {
      message: `The test clock is '${row.status}': only one that is 'ready' can be advanced.`,
      param: "id",
      resource: { test_clock: toTestClock(row, ctx.principal.mode === "live") },
    });
  }
  assertAhead(row.frozen_time, target);
  const { platform, principal, tx } = ctx;
  const reference = verbJobReference({ realm: principal.realm, id });
  await platform.queue.schedule(tx, advanceClockJob, reference, platform.clock.now());
  return saveTestClock(ctx, { ...row, status: "advancing", target }, "test_helpers.test_clock.advancing");
}

function assertAhead(from: number, to: number): void {
  const refuse = (message: string) => {
    throw new DomainError("parameter_invalid", { message, param: "frozen_time" });
  };
  if (to <= from) refuse(`Time does not go back: the test clock stands at ${isoInstant(from)}.`);
  const furthest = from + clockAdvanceSecondsMax;
  if (to > furthest) refuse(`A test clock goes two years in one step at the most: up to ${isoInstant(furthest)}.`);
}

/**
 * Moves a clock that is advancing to the next instant at which something is due, and answers what that is; the clock that
 * finds nothing more has arrived.
 */
export async function stepTestClock(ctx: Context, id: string): Promise<TimelineJobRow[]> {
  const row = await ctx.tx.first(testClocks.find, { id, realm: ctx.principal.realm });
  if (!row || row.target === null) return [];
  const due = await nextOnTimeline(ctx.tx, id, row.target);
  const [first] = due;
  if (first) {
    if (first.due_at > row.frozen_time) await ctx.tx.run(testClocks.update, { ...row, frozen_time: first.due_at });
  } else {
    const arrived = { ...row, frozen_time: row.target, target: null, status: "ready" } as const;
    await saveTestClock(ctx, arrived, "test_helpers.test_clock.ready");
  }
  return due;
}

/** Stops a clock where it is, since what was due there failed by a defect. It can only be deleted. */
export async function failTestClock(ctx: Context, id: string): Promise<void> {
  const row = await ctx.tx.first(testClocks.find, { id, realm: ctx.principal.realm });
  if (row) await ctx.tx.run(testClocks.update, { ...row, target: null, status: "internal_failure" });
}
