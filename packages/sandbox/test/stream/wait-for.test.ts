import { WaitForTimeoutError } from "@micro/sdk";
import { expect, test } from "vitest";

import { startSandbox } from "../support/sandbox.ts";

const intent = { amount: 2000, currency: "usd" } as const;

test("an event that comes yet is waited for, and others are left aside", async () => {
  const { client } = await startSandbox();
  const waiting = client.waitFor("payment.created", ({ data }) => data.object.amount === 777);
  await client.paymentIntents.create(intent);
  const { id } = await client.paymentIntents.create({ ...intent, amount: 777 });
  const event = await waiting;
  // The type of the event follows from the name.
  expect(event.data.object.id).toBe(id);
});

test("an event that happened already is found, the newest first", async () => {
  const { client } = await startSandbox();
  await client.paymentIntents.create(intent);
  const second = await client.paymentIntents.create(intent);
  expect((await client.waitFor("payment.created")).data.object.id).toBe(second.id);
  expect((await client.waitFor("payment.*", (event) => event.seq === 1)).seq).toBe(1);
});

test("between the past and the stream nothing is lost, whenever it happens", async () => {
  const { client } = await startSandbox();
  for (let round = 1; round <= 20; round++) {
    const [event] = await Promise.all([
      client.waitFor("payment.created", ({ data }) => data.object.amount === 1000 + round, { timeoutMs: 5000 }),
      client.paymentIntents.create({ ...intent, amount: 1000 + round }),
    ]);
    expect(event.seq).toBe(round);
  }
});

test("a wait that is in vain says what came and did not fit", async () => {
  const { client } = await startSandbox();
  await client.paymentIntents.create(intent);
  const inVain = client.waitFor("payment.created", () => false, { timeoutMs: 50 });
  await expect(inVain).rejects.toBeInstanceOf(WaitForTimeoutError);
  await expect(inVain).rejects.toMatchObject({ type: "payment.created", refused: [{ seq: 1 }] });
  for (let count = 0; count < 10; count++) await client.paymentIntents.create(intent);
  const newest = client.waitFor("payment.created", () => false, { timeoutMs: 200 });
  await expect(newest).rejects.toSatisfy((error: WaitForTimeoutError) => error.refused.length === 10);
  const none = client.waitFor("charge.failed", () => true, { timeoutMs: 50 });
  await expect(none).rejects.toThrow("No event `charge.failed` within 50 ms: none came at all.");
});

test("the past can be left out, from a number on or altogether", async () => {
  const { client } = await startSandbox();
  await client.paymentIntents.create(intent);
  for (const options of [{ pastMax: 0 }, { after: 1 }]) {
    const inVain = client.waitFor("payment.created", undefined, { ...options, timeoutMs: 50 });
    await expect(inVain).rejects.toMatchObject({ name: "WaitForTimeoutError", refused: [] });
  }
  await client.paymentIntents.create(intent);
  const isFirst = ({ seq }: { seq: number }) => seq === 1;
  await expect(client.waitFor("payment.created", isFirst, { pastMax: 1, timeoutMs: 50 })).rejects.toThrow();
  expect((await client.waitFor("payment.created", isFirst, { pastMax: 2 })).seq).toBe(1);
});

test("an event of the past that is sent again meanwhile is none that comes yet", async () => {
  const { client } = await startSandbox();
  await client.paymentIntents.create(intent);
  const [first] = (await client.events.list()).data;
  const waiting = client.waitFor("payment.created", undefined, { after: 1 });
  await expect.poll(async () => (await client.events.resend(first!.id)).listener_count).toBe(1);
  await client.paymentIntents.create(intent);
  expect((await waiting).seq).toBe(2);
});

test("a wait ends with the reason of its signal, or the client's end", async () => {
  const { client } = await startSandbox();
  await expect(
    client.waitFor("charge.failed", undefined, { signal: AbortSignal.abort(new Error("enough")) }),
  ).rejects.toThrow("enough");
});
