import { test } from "vitest";

import { checkHistories } from "../../../test/ledger/check-histories.ts";

test("random histories keep every invariant after every operation", async () => {
  await checkHistories(60);
}, 30_000);
