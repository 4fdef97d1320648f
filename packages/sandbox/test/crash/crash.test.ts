import { expect, test } from "vitest";

import { killAndReturn } from "./crash.ts";

test("a sandbox that is killed in the middle of 200 payments has lost none that it acknowledged, and doubled none", async () => {
  await killAndReturn(90);
  expect.hasAssertions();
});
