import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { once } from "node:events";

import { expect, onTestFinished, test } from "vitest";

import { planOf } from "./forward-plan.ts";
import { startForwarding } from "./forwarding.ts";

const event = (seq: number) => ({ seq, id: `evt_${seq}`, type: "payment.created", payload: "{}" });

test("an event too many waits until one before it has come to its end, and somebody is told", async () => {
  let isUp = false;
  const server = createServer((_request, response) => void response.writeHead(isUp ? 200 : 500).end());
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void server.close());
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const full: number[] = [];
  const acknowledged: number[] = [];
  const forwarding = startForwarding({
    plan: planOf({ url, headers: {}, skipVerify: false }),
    secret: () => `whsec_${Buffer.alloc(32, 1).toString("base64")}`,
    onAttempt: () => {},
    ack: (seq) => acknowledged.push(seq),
    onFull: (count) => full.push(count),
    onError: (error) => expect.fail(error.message),
    openMax: 3,
  });
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
