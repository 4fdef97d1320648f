import { createTestSandbox } from "@micro/sandbox/testing";
import { expect, test } from "vitest";

import { advancingClock, passTo, sandboxClock } from "./advance-clock.ts";

test("who advances while somebody else does has arrived where time is further on; who sets it is refused", async () => {
  await using sandbox = await createTestSandbox({ clock: "2027-01-15T08:00:00Z", webhooks: false });
  const { client } = sandbox;
  const hourLater = (await client.clock.get()).now + 3600;
  const { now: dayLater } = await client.clock.advance({ seconds: 86_400 });
  expect(await passTo(client, advancingClock(client), hourLater)).toMatchObject({ now: dayLater });
  await expect(passTo(client, sandboxClock(client), hourLater)).rejects.toThrow("Time does not go back");
});
