import { createClient } from "@micro/sdk";
import { expect, test } from "vitest";

import { createMachine, parse } from "./micro.ts";
import { subscribe } from "./subscribe.ts";

test("a subscription shows what it was billed, what comes, and what a change would cost", async () => {
  const machine = createMachine();
  const { url: baseUrl, apiKey } = await machine.openSandbox();
  await using client = createClient({ baseUrl, apiKey });
  await client.clock.freeze({ at: Date.UTC(2027, 0, 31) / 1000 });
  const { id, items } = await subscribe(client);
  const item = items.data[0]?.id ?? "";
  await client.clock.advance({ seconds: 60 * 86_400 });

  const billing = async (...args: readonly string[]) => {
    const { stdout, stderr } = await machine.run(["billing", ...args]);
    expect(stderr).toBe("");
    return stdout;
  };
  const timeline = await billing("timeline", id);
  expect(timeline).toContain(`${id}  active`);
  expect(timeline).toContain("10.00 USD a month  2027-03-31 → 2027-04-30");
  expect(timeline.match(/^\d{4}-\d\d-\d\d {2}\w+ +INV-\d+ +20\.00 USD/gm)).toHaveLength(3);
  expect(timeline).toMatch(/^Next, on 2027-04-30\n20\.00 USD/m);

  expect(await billing("preview", id)).toMatch(
    /^on 2027-04-30\n20\.00 USD .*2027-04-30 → 2027-05-31\n20\.00 USD {2}total$/,
  );
  const change = ["--item", item, "--quantity", "5", "--proration", "always_invoice", "--json"];
  const changed = parse(await billing("preview", id, ...change));
  expect(changed).toMatchObject({ object: "invoice", billing_reason: "subscription_update" });
  expect(changed["total"]).toBeGreaterThan(0);
  expect((await client.subscriptions.get(id)).items.data[0]?.quantity).toBe(2);

  const whose = await machine.run(["billing", "preview", id, "--quantity", "5"]);
  expect(whose).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("--quantity is of one item") as string });
  const unknown = await machine.run(["billing", "timeline", "sub_unknown"]);
  expect(unknown.exitCode).not.toBe(0);
  expect(unknown.stderr).toContain("sub_unknown");
});
