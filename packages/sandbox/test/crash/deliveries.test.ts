import { test } from "vitest";

import { crashRounds } from "./crash-deliveries.ts";

test(
  "a sandbox that is killed under load delivers every event after the next start",
  () => crashRounds(4, "short"),
  60_000,
);
