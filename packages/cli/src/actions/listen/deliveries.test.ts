import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";

import { createChaos, noFaults } from "./chaos.ts";
import { createDeliveries, type Delivery, type DeliveryOptions, type ReceivedEvent } from "./deliveries.ts";
import type { Attempt } from "./forward.ts";
import { retryDelayMs, retryDelaysMs } from "./schedule.ts";

const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const event = (seq: number): ReceivedEvent => ({
  seq,
  id: `evt_${seq}`,
  type: "payment.created",
  payload: `{"id":"evt_${seq}"}`,
});
const answer = (status: number): Attempt => ({ answered: true, status, latencyMs: 1, body: "" });
const refused: Attempt = { answered: false, reason: "connection_refused", message: "nothing there", latencyMs: 1 };

interface Sent {
  headers: Readonly<Record<string, string>>;
  body: string;
}

function deliveries(
  respond: (sent: Sent, count: number) => Attempt | Promise<Attempt>,
  more: Pick<DeliveryOptions, "chaos" | "onDropped" | "ordered"> = {},
) {
  const sent: Sent[] = [];
  const attempts: Delivery[] = [];
  const closing = new AbortController();
  const cut = new AbortController();
  const deliver = createDeliveries({
    url: new URL("http://127.0.0.1:3000/webhook"),
    headers: { "x-tenant": "blue" },
    forwarder: {
      async post(headers, body) {
        sent.push({ headers, body });
        return respond({ headers, body }, sent.length);
      },
      close: async () => {},
    },
    secret: () => secret,
    onAttempt: (delivery) => attempts.push(delivery),
    closing: closing.signal,
    cut: cut.signal,
    retryDelayMs: (attempt) => (attempt < 3 ? 1 : undefined),
    ...more,
  });
  return { deliver, sent, attempts, closing, cut, told: () => attempts.map(({ outcome }) => outcome) };
}

test("what is sent is the very payload, signed so that the official package accepts it", async () => {
  const { deliver, sent, told } = deliveries(() => answer(200));
  expect(await deliver(event(1))).toBe(true);
  expect(told()).toEqual(["delivered"]);
  expect(sent).toMatchObject([
    { body: '{"id":"evt_1"}', headers: { "x-tenant": "blue", "content-type": "application/json" } },
  ]);
  expect(new Webhook(secret).verify(sent[0]!.body, { ...sent[0]!.headers })).toEqual({ id: "evt_1" });
});

test.for([answer(500), answer(302), answer(404), refused])("after %j it is sent again", async (first) => {
  const { deliver, sent, attempts } = deliveries((_sent, count) => (count === 1 ? first : answer(204)));
  expect(await deliver(event(1))).toBe(true);
  expect(attempts).toMatchObject([
    { attempt: 1, outcome: "retrying", retryInMs: 1 },
    { attempt: 2, outcome: "delivered" },
  ]);
  expect(sent.map(({ headers }) => headers["webhook-id"])).toEqual(["evt_1", "evt_1"]);
});

test("it is given up after the last attempt of the schedule", async () => {
  const { deliver, told } = deliveries(() => refused);
  expect(await deliver(event(1))).toBe(true);
  expect(told()).toEqual(["retrying", "retrying", "failed"]);
});

test("a receiver that is gone for good is not asked again", async () => {
  const { deliver, told } = deliveries(() => answer(410));
  expect(await deliver(event(1))).toBe(true);
  expect(told()).toEqual(["failed"]);
});

test("an event that waits for its next attempt holds up no other", async () => {
  const { deliver, told, closing } = deliveries(({ body }) => (body.includes("evt_1") ? refused : answer(200)));
  const first = deliver(event(1));
  await deliver(event(2));
  expect(told()).toContain("delivered");
  closing.abort();
  await first;
});

test("at the end no new attempt begins, and what was not delivered is known", async () => {
  const { deliver, closing, sent } = deliveries(() => {
    closing.abort();
    return refused;
  });
  expect(await deliver(event(1))).toBe(false);
  expect(await deliver(event(2))).toBe(false);
  expect(sent.length).toBe(1);
});

test("what is cut off was no attempt, unless the receiver had answered", async () => {
  for (const [result, outcomes] of [
    [answer(200), ["delivered"]],
    [refused, []],
  ] as const) {
    const { deliver, cut, told } = deliveries(() => {
      cut.abort();
      return result;
    });
    expect(await deliver(event(1))).toBe(result.answered);
    expect(told()).toEqual(outcomes);
  }
});

test("ordered, an event waits until the one before is delivered or given up, also by an error", async () => {
  const failing = (_sent: Sent, count: number) => {
    if (count === 4) throw new Error("Mine.");
    return count === 3 ? answer(200) : refused;
  };
  const { deliver, sent } = deliveries(failing, { ordered: true });
  const all = await Promise.allSettled([1, 2, 3].map((seq) => deliver(event(seq))));
  expect(all.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  const order = sent.map(({ headers }) => headers["webhook-id"]);
  expect(order.join(" ")).toBe("evt_1 evt_1 evt_1 evt_2 evt_3 evt_3 evt_3");
});

test("the schedule gets slower and ends", () => {
  const delays = retryDelaysMs.map((_delay, index) => retryDelayMs(index + 1));
  expect(delays).toEqual([...retryDelaysMs].toSorted((a, b) => a - b));
  expect(retryDelayMs(retryDelaysMs.length + 1)).toBeUndefined();
});

test("of an event that is sent twice on purpose each copy goes wrong by itself", async () => {
  const chaos = createChaos({ ...noFaults, duplicate: 1, corruptSignature: 0.5 });
  const { deliver, attempts } = deliveries(() => answer(200), { chaos });
  for (let seq = 1; seq <= 10; seq++) await deliver(event(seq));
  const isCorrupt = ({ chaos: done = [] }: Delivery) => done.includes("corrupt signature");
  const pairs = Array.from({ length: 10 }, (_, index) => attempts.slice(2 * index, 2 * index + 2).map(isCorrupt));
  expect(pairs.filter(([one, other]) => one !== other).length).toBeGreaterThan(0);
});

test("an event that is sent twice on purpose is delivered when both copies are", async () => {
  const { deliver, closing } = deliveries(
    (_sent, count) => {
      if (count === 2) closing.abort();
      return count === 1 ? answer(200) : refused;
    },
    { chaos: createChaos({ ...noFaults, duplicate: 1 }) },
  );
  expect(await deliver(event(1))).toBe(false);
});

test("an event that is dropped on purpose is not sent, counts as done, and is told", async () => {
  const chaos = createChaos({ ...noFaults, drop: 1 });
  const dropped: string[] = [];
  const onDropped = ({ id }: ReceivedEvent, url: string) => dropped.push(`${id} ${url}`);
  const { deliver, sent } = deliveries(() => answer(200), { chaos, onDropped });
  expect(await deliver(event(1))).toBe(true);
  expect([sent, dropped]).toEqual([[], ["evt_1 http://127.0.0.1:3000/webhook"]]);
});
