import { once } from "node:events";
import type { AddressInfo } from "node:net";

import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { createReceiver, type ReceivedEvent } from "./receiver.ts";

const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const body = JSON.stringify({ id: "evt_1", type: "payment.succeeded", data: { object: { id: "pi_1" } } });
const received: ReceivedEvent[] = [];
const server = createReceiver(secret, (event) => received.push(event));
let url: string;

beforeEach(async () => {
  received.length = 0;
  vi.spyOn(console, "error").mockImplementation(() => {});
  await once(server.listen(0, "127.0.0.1"), "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`;
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
});

const post = (sentBody: string, sentAt = new Date(), signedBody = sentBody) =>
  fetch(url, {
    method: "POST",
    body: sentBody,
    headers: {
      "webhook-id": "evt_1",
      "webhook-timestamp": String(Math.floor(sentAt.getTime() / 1000)),
      "webhook-signature": new Webhook(secret).sign("evt_1", sentAt, signedBody),
    },
  });

test("a signed event is taken", async () => {
  expect((await post(body)).status).toBe(200);
  expect(received).toMatchObject([{ id: "evt_1", type: "payment.succeeded" }]);
});

test("a tampered body, an old timestamp and a missing signature are refused, and no event is taken", async () => {
  expect((await post(body.replace("pi_1", "pi_2"), new Date(), body)).status).toBe(400);
  expect((await post(body, new Date(Date.now() - 3_600_000))).status).toBe(400);
  expect((await fetch(url, { method: "POST", body })).status).toBe(400);
  expect(received).toEqual([]);
});
