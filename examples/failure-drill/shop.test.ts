import { sandboxTest } from "@micro/sandbox/vitest";
import { verify } from "@micro/sdk/webhooks";
import { expect } from "vitest";

import { createShop } from "./shop.ts";

const test = sandboxTest({ clock: "2027-01-15T08:00:00Z" });

test("an answer that is lost on the way is asked for again, and the money is taken once", async ({ sandbox }) => {
  await sandbox.client.faults.create({ effect: "reset", operation: "payment_intents.create", times: 2 });
  const shop = createShop(sandbox.client);
  const id = await shop.pay("order-1", 2000);
  expect((await sandbox.client.paymentIntents.list()).data.map((intent) => intent.id)).toEqual([id]);
  await expect(sandbox).toBeBalanced();
});

test("an order is paid once, however often and in whatever order it is told", async ({ sandbox }) => {
  const shop = createShop(sandbox.client);
  sandbox.webhooks.deliverTo(async (request) => {
    const headers = Object.fromEntries(request.headers);
    shop.take(verify(await request.text(), headers, sandbox.webhooks.secret, { now: sandbox.clock.now() }));
    return new Response(null, { status: 204 });
  });
  await sandbox.client.faults.create({ effect: "duplicate", probability: 0.5 });
  await sandbox.client.faults.create({ effect: "reorder", probability: 0.5 });
  await sandbox.client.faults.create({ effect: "drop", times: 3 });
  for (const order of ["order-1", "order-2", "order-3"]) await shop.pay(order, 2000);
  await sandbox.clock.advance("1h");
  expect([...shop.paid].toSorted()).toEqual(["order-1", "order-2", "order-3"]);
});

test("a forged webhook is refused, and the real one arrives later", async ({ sandbox }) => {
  const shop = createShop(sandbox.client);
  sandbox.webhooks.deliverTo(async (request) => {
    const headers = Object.fromEntries(request.headers);
    try {
      shop.take(verify(await request.text(), headers, sandbox.webhooks.secret, { now: sandbox.clock.now() }));
      return new Response(null, { status: 204 });
    } catch {
      return new Response(null, { status: 400 });
    }
  });
  await sandbox.client.faults.create({ effect: "corrupt_signature", event_type: "payment.succeeded", times: 1 });
  await shop.pay("order-1", 2000);
  await sandbox.settle();
  expect(shop.paid.size).toBe(0);
  await sandbox.clock.advance("1m");
  expect(shop.paid).toContain("order-1");
});
