import type { InputOf, List, Operations, TestClock } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { testClocks } from "./store.ts";
import { toTestClock } from "./test-clock.ts";

/** Lists test clocks. */
export function listTestClocks(
  { tx, principal }: Context,
  params: InputOf<Operations["test_clocks.list"]>,
): Promise<List<TestClock>> {
  return testClocks.page(tx, {
    url: "/billing/test_clocks",
    owner: principal.realm,
    params,
    toResource: (row) => toTestClock(row, principal.mode === "live"),
  });
}
