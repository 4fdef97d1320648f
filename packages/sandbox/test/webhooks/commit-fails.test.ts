import { expect, test, vi } from "vitest";

import { Connection } from "../../src/platform/db/connection.ts";
import { startReceiver } from "../support/receiver.ts";
import { startSandbox } from "../support/sandbox.ts";

test("an event whose deliveries could not be planned is delivered a little later, though nothing else happens", async () => {
  const receiver = await startReceiver();
  const sandbox = await startSandbox({ logLevel: "silent" });
  await sandbox.client.webhookEndpoints.create({ url: receiver.url, enabled_events: ["customer.created"] });
  await sandbox.settle();

  const { commit: original } = Connection.prototype;
  const commit = vi.spyOn(Connection.prototype, "commit");
  commit.mockImplementationOnce(function (this: Connection) {
    // The one after this is the dispatcher's.
    commit.mockImplementationOnce(() => {
      throw new Error("The disk is full.");
    });
    original.call(this);
  });
  await sandbox.client.customers.create({ name: "Ada" });
  await expect.poll(() => receiver.received.length, { timeout: 5000 }).toBe(1);
  expect(commit.mock.results.map(({ type }) => type)).toContain("throw");
  commit.mockRestore();
});
