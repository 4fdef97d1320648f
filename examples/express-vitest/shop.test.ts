import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

import { sandboxTest, type TestSandbox } from "@micro/sandbox/vitest";
import { expect, onTestFinished } from "vitest";

import { createShop } from "./shop.ts";

const test = sandboxTest();

/** Starts the shop on a free port; what the sandbox delivers goes to it. */
async function openShop(sandbox: TestSandbox) {
  const { app, orders } = createShop(sandbox.client, sandbox.webhooks.secret);
  const server: Server = app.listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  sandbox.webhooks.deliverTo((webhook) => fetch(`${url}/webhooks`, withBody(webhook)));
  const order = (amount: number, card: string) =>
    fetch(`${url}/orders`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ amount, card }),
    });
  return { url, orders, order };
}

const withBody = ({ headers, body }: Request) => ({ method: "POST", headers, body, duplex: "half" as const });

test("an order is paid when the webhook has arrived", async ({ sandbox }) => {
  const shop = await openShop(sandbox);
  expect((await shop.order(2000, "pm_card_visa")).status).toBe(202);
  await expect(sandbox).toHaveDelivered("payment.succeeded", { amount: 2000 });
  expect(shop.orders.get("order-1")?.status).toBe("paid");
  await expect(sandbox).toBeBalanced();
});

test("a declined card leaves the order unpaid, and no money has moved", async ({ sandbox }) => {
  const shop = await openShop(sandbox);
  expect((await shop.order(2000, "pm_card_visa_chargeDeclined")).status).toBe(402);
  await expect(sandbox).toHaveDelivered("payment.failed");
  await expect(sandbox).not.toHaveEmitted("payment.succeeded");
  expect(shop.orders.get("order-1")?.status).toBe("declined");
});

test("a webhook that somebody else has signed changes nothing", async ({ sandbox }) => {
  const shop = await openShop(sandbox);
  const headers = { "webhook-id": "evt_1", "webhook-timestamp": "1", "webhook-signature": "v1,bm9uZQ==" };
  const forged = await fetch(`${shop.url}/webhooks`, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify({ type: "payment.succeeded", data: { object: { metadata: { order: "order-1" } } } }),
  });
  expect(forged.status).toBe(400);
  expect(shop.orders.size).toBe(0);
});
