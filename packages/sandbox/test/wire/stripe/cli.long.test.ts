import { describe, expect, test } from "vitest";

import { startReceiver } from "../../support/receiver.ts";
import { startSandbox } from "../../support/sandbox.ts";
import { hasStripeCli, runStripe } from "../../support/stripe-cli.ts";

describe.skipIf(!hasStripeCli)("Stripe's command line", () => {
  test("goes on forwarding after a reset of the sandbox, with a session that it opens by itself", async () => {
    const sandbox = await startSandbox({ frozenAt: undefined });
    const receiver = await startReceiver();
    const listen = runStripe(sandbox, "listen", "--all-snapshot", "--forward-to", receiver.url);
    await listen.expectText("Ready!");
    await sandbox.client.customers.create({ name: "Ann" });
    await receiver.expectCount(1);
    await sandbox.client.sandbox.reset();
    // It waits ten seconds before it asks for another session.
    await expect
      .poll(() => listen.text().split("Ready!").length - 1, { timeout: 60_000, interval: 100 })
      .toBeGreaterThanOrEqual(2);
    await sandbox.client.customers.create({ name: "Bob" });
    await receiver.expectCount(2);
    expect(receiver.received.map(({ event }) => event.type)).toEqual(["customer.created", "customer.created"]);
  });
});
