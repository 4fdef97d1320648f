import { expect, onTestFinished, test } from "vitest";

import { limits } from "../../src/platform/limits.ts";
import { startSandbox } from "../support/sandbox.ts";
import { openStream, seqsOf } from "../support/stream.ts";

test("where readers leave too much unread together, the slowest is told so at once, and the others get everything", async () => {
  const { streamsBufferBytesMax } = limits;
  Object.assign(limits, { streamsBufferBytesMax: 3 * 1024 * 1024 });
  onTestFinished(() => void Object.assign(limits, { streamsBufferBytesMax }));
  const sandbox = await startSandbox();
  const [slow, quick] = [await openStream(sandbox), await openStream(sandbox)];
  for (const stream of [slow, quick]) {
    stream.say({ type: "subscribe" });
    await stream.next();
  }
  slow.socket.pause();
  const metadata = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`key ${index}`, "x".repeat(500)]));
  const pay = { amount: 2000, currency: "usd", payment_method: "pm_card_visa", confirm: true, metadata } as const;
  // More than the system keeps for a connection.
  const count = 300;
  for (let made = 0; made < count; made += 10) {
    await Promise.all(Array.from({ length: 10 }, () => sandbox.client.paymentIntents.create(pay)));
  }
  const { data } = await sandbox.client.events.list({ limit: 1 });
  const all = Array.from({ length: data[0]?.seq ?? 0 }, (_, index) => index + 1);
  expect(seqsOf(await quick.take(all.length))).toEqual(all);
  slow.socket.resume();
  expect(await slow.closed).toMatchObject({ code: 4429 });
  const seen = seqsOf(slow.messages);
  expect(seen).toEqual(all.slice(0, seen.length));
  expect(seen.length).toBeLessThan(all.length);
});
