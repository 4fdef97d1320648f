import type { InputOf, Operations, TestClock } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { limits } from "../../platform/limits.ts";
import { scheduleVerb } from "../../platform/queue/verb-job.ts";
import { recordEvent } from "../activity/index.ts";
import { testClocks } from "./store.ts";
import { countClocks, expireClockJob, toTestClock } from "./test-clock.ts";

/** Creates a clock that stands still; it ends by itself after a month of the sandbox's time. */
export async function createTestClock(
  ctx: Context,
  input: InputOf<Operations["test_clocks.create"]>,
): Promise<TestClock> {
  const { realm, mode } = ctx.principal;
  if ((await countClocks(ctx)) >= limits.testClocksMax) throw new DomainError("test_clock_limit");
  const row = {
    id: ctx.platform.ids("testClock"),
    realm,
    name: input.name ?? null,
    frozen_time: input.frozen_time,
    target: null,
    status: "ready",
    deletes_after: ctx.now + limits.testClockLifetimeSeconds,
    created: ctx.now,
  } as const;
  await ctx.tx.run(testClocks.insert, row);
  await scheduleVerb(ctx, expireClockJob, row.id, row.deletes_after);
  const clock = toTestClock(row, mode === "live");
  await recordEvent(ctx, "test_helpers.test_clock.created", clock);
  return clock;
}
