import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { once } from "node:events";

import { expect, onTestFinished, test } from "vitest";

import { planOf } from "./forward-plan.ts";
import { startForwarding } from "./forwarding.ts";

const event = (seq: number) => ({ seq, id: `evt_${seq}`, type: "payment.created", payload: "{}" });

/** Forwards to a server that answers as it is told. */
async function start(statusOf: (id: string) => number, openMax?: number) {
  const server = createServer((request, response) => {
    response.writeHead(statusOf(String(request.headers["webhook-id"]))).end();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void server.close());
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const full: number[] = [];
  const acknowledged: number[] = [];
  const attempted: string[] = [];
  const forwarding = startForwarding({
    plan: planOf({ url, headers: {}, skipVerify: false }),
    secret: () => `whsec_${Buffer.alloc(32, 1).toString("base64")}`,
    onAttempt: (delivery) => attempted.push(delivery.event.id),
    ack: (seq) => acknowledged.push(seq),
    onFull: (count) => full.push(count),
    onError: (error) => expect.fail(error.message),
    ...(openMax !== undefined && { openMax }),
  });
  return { forwarding, full, acknowledged, attempted };
}

test("an event too many waits until one before it has come to its end, and somebody is told", async () => {
  let isUp = false;
  const { forwarding, full, acknowledged } = await start(() => (isUp ? 200 : 500), 3);
  await forwarding.accept(event(1));
  await forwarding.accept(event(2));
  expect(full).toEqual([]);
  let hasRoom = false;
  const third = forwarding.accept(event(3)).then(() => (hasRoom = true));
  expect(full).toEqual([3]);
  await new Promise(setImmediate);
  expect(hasRoom).toBe(false);
  isUp = true;
  await third;
  await expect.poll(() => acknowledged.at(-1)).toBe(3);
  expect(await forwarding.end()).toBe(0);
});

test("what is not delivered at the end is counted, and not acknowledged", async () => {
  const { forwarding, acknowledged, attempted } = await start((id) => (id === "evt_1" ? 200 : 500));
  for (const seq of [1, 2, 3]) await forwarding.accept(event(seq));
  await expect.poll(() => new Set(attempted).size).toBe(3);
  expect(await forwarding.end()).toBe(2);
  expect(acknowledged).toEqual([1]);
});

test("an event that is sent again is behind the reader already, and acknowledges nothing", async () => {
  let isUp = false;
  const { forwarding, acknowledged, attempted } = await start((id) => (isUp || id === "evt_2" ? 200 : 500));
  await forwarding.accept(event(7));
  await forwarding.accept({ ...event(2), isReplay: true });
  await expect.poll(() => new Set(attempted).size).toBe(2);
  isUp = true;
  await expect.poll(() => acknowledged).toEqual([7]);
  expect(await forwarding.end()).toBe(0);
});
