import { test } from "vitest";

import { crashRounds } from "./crash-deliveries.ts";

test("a sandbox that is killed a hundred times under load delivers every event in the end", () =>
  crashRounds(100, String(Date.now())));
