import { test } from "vitest";

import { checkHistories } from "./check-histories.ts";

test("ten thousand random histories keep every invariant after every operation", async () => {
  await checkHistories(10_000);
});
