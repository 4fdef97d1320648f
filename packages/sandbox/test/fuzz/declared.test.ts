import { test } from "vitest";

import { startSandbox } from "../support/sandbox.ts";
import { fuzz } from "./declared.ts";

test("a thousand requests drawn from the description are answered as it says", async () => {
  await fuzz(await startSandbox({ seed: "declared" }), 1000, 20_261_121);
}, 60_000);
