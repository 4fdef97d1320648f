import type { EventType, TestClock } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError, resourceMissing } from "../../platform/errors.ts";
import { limits } from "../../platform/limits.ts";
import { recordEvent } from "../activity/index.ts";
import { clockOfCustomer, countTestClocks, customersOfClock, testClocks } from "./store.ts";
import type { TestClockRow } from "./tables.ts";

/** The kind of the job that moves a clock on; it is in the sandbox's queue. */
export const advanceClockJob = "test_clock.advance";
/** The kind of the job that ends a clock that nobody deleted. */
export const expireClockJob = "test_clock.expire";

/** The clock as the API shows it. */
export function toTestClock(row: Omit<TestClockRow, "n">, livemode: boolean): TestClock {
  return {
    id: row.id,
    object: "test_helpers.test_clock",
    created: row.created,
    deletes_after: row.deletes_after,
    frozen_time: row.frozen_time,
    livemode,
    name: row.name,
    status: row.status,
    status_details: row.target === null ? {} : { advancing: { target_frozen_time: row.target } },
  };
}

/** Reads a clock, or throws. */
export async function getTestClockRow({ tx, principal }: Context, id: string, param = "id"): Promise<TestClockRow> {
  const row = await tx.first(testClocks.find, { id, realm: principal.realm });
  if (!row) throw resourceMissing("test clock", id, param);
  return row;
}

/** How many clocks the caller has. */
export async function countClocks({ tx, principal }: Context): Promise<number> {
  return (await tx.first(countTestClocks, { realm: principal.realm }))?.count ?? 0;
}

/** Throws where a clock has as many customers as it may have, or there is no such clock. */
export async function assertRoomOn(ctx: Context, id: string): Promise<void> {
  await getTestClockRow(ctx, id, "test_clock");
  const known = await ctx.tx.all(customersOfClock, { realm: ctx.principal.realm, test_clock: id });
  if (known.length < limits.testClockCustomersMax) return;
  throw new DomainError("test_clock_limit", {
    message: `${limits.testClockCustomersMax} customers live by this test clock; that is as many as may.`,
    param: "test_clock",
  });
}

/** Writes a changed clock, and tells of it. */
export async function saveTestClock(
  ctx: Context,
  row: TestClockRow,
  type: Extract<EventType, `test_helpers.test_clock.${string}`>,
): Promise<TestClock> {
  await ctx.tx.run(testClocks.update, row);
  const clock = toTestClock(row, ctx.principal.mode === "live");
  await recordEvent(ctx, type, clock);
  return clock;
}

/**
 * The same call in the time of a customer: that of his test clock where he has one. Only the sandbox itself may do something
 * to him while the clock is on its way.
 */
export async function inTimeOfCustomer(ctx: Context, customer: string): Promise<Context> {
  const clock = await ctx.tx.first(clockOfCustomer, { id: customer, realm: ctx.principal.realm });
  return clock ? inTimeOfClock(ctx, clock) : ctx;
}

/** The same context for whoever only looks at what is a customer's: in his own time, also while his clock is on its way. */
export async function inTimeOfRead(ctx: Context, customer: string): Promise<Context> {
  // A call in a customer's time is in the right one, and mostly nobody has a clock.
  if (ctx.timeline !== null || (await countClocks(ctx)) === 0) return ctx;
  const clock = await ctx.tx.first(clockOfCustomer, { id: customer, realm: ctx.principal.realm });
  return clock ? { ...ctx, timeline: clock.id, now: clock.frozen_time } : ctx;
}

/** The same call in the time of a test clock; of one that there is not, in the time it has. */
export async function inTimeOfTestClock(ctx: Context, id: string): Promise<Context> {
  const clock = await ctx.tx.first(testClocks.find, { id, realm: ctx.principal.realm });
  return clock ? inTimeOfClock(ctx, clock) : ctx;
}

function inTimeOfClock(ctx: Context, clock: TestClockRow): Context {
  if (clock.status === "advancing" && ctx.principal.kind !== "sandbox") {
    throw new DomainError("state_conflict", {
      message: `The test clock ${clock.id} is advancing: wait until it is 'ready'.`,
      resource: { test_clock: toTestClock(clock, ctx.principal.mode === "live") },
    });
  }
  return { ...ctx, timeline: clock.id, now: clock.frozen_time };
}
