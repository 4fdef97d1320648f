import type { TestClock } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { getTestClockRow, toTestClock } from "./test-clock.ts";

/** Reads a test clock. */
export async function getTestClock(ctx: Context, { id }: { id: string }): Promise<TestClock> {
  return toTestClock(await getTestClockRow(ctx, id), ctx.principal.mode === "live");
}
