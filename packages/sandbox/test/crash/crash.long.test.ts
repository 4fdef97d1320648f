import { expect, test } from "vitest";

import { killAndReturn } from "./crash.ts";

const rounds = Array.from({ length: 25 }, (_, index) => 1 + index * 7);

test.each(rounds)(
  "a sandbox that is killed after payment %i of 200 has lost none, and doubled none",
  async (killAfter) => {
    await killAndReturn(killAfter);
    expect.hasAssertions();
  },
);
