import { test } from "vitest";

import { startSandbox } from "../support/sandbox.ts";
import { fuzz } from "./declared.ts";

test.each([1, 2, 3, 4])(
  "five thousand requests drawn from the description are answered as it says (seed %i)",
  async (seed) => {
    await fuzz(await startSandbox({ seed: `declared-${seed}` }), 5000, seed);
  },
);
