import { once } from "node:events";
import { request, type IncomingMessage } from "node:http";

import { expect, onTestFinished, test } from "vitest";

import { limits } from "../../src/platform/limits.ts";
import { startSandbox } from "../support/sandbox.ts";
import { openStream, seqsOf } from "../support/stream.ts";

test("a subscriber that does not read is closed with a code that says so, and comes back for the rest", async () => {
  const sandbox = await startSandbox();
  const metadata = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`key ${index}`, "x".repeat(500)]));
  const count = 800;
  for (let made = 0; made < count; made += 50) {
    const input = { amount: 2000, currency: "usd", metadata } as const;
    await Promise.all(Array.from({ length: 50 }, () => sandbox.client.paymentIntents.create(input)));
  }
  // All is there before it begins: how long that took plays no part in when it is closed.
  const slow = await openStream(sandbox);
  slow.say({ type: "subscribe", after: 0 });
  await slow.next();
  slow.socket.pause();
  // What is waited for is the sandbox's patience, which is measured in real time.
  await new Promise((resolve) => AbortSignal.timeout(limits.streamStallMs + 1000).addEventListener("abort", resolve));
  slow.socket.resume();
  expect(await slow.closed).toMatchObject({ code: 4429 });
  const seen = seqsOf(slow.messages);
  expect(seen.length).toBeLessThan(count);
  const again = await openStream(sandbox);
  again.say({ type: "subscribe", after: seen.length });
  await again.next();
  const rest = seqsOf(await again.take(count - seen.length));
  expect([...seen, ...rest]).toEqual(Array.from({ length: count }, (_, index) => index + 1));
});

test("a reader of server-sent events that does not read is told so, and resumes after the last it had", async () => {
  const sandbox = await startSandbox();
  const headers = { authorization: `Bearer ${sandbox.apiKey}` };
  const read = async (more: Record<string, string> = {}) => {
    const outgoing = request(`${sandbox.url}/events/stream`, { headers: { ...headers, ...more } });
    onTestFinished(() => void outgoing.destroy());
    outgoing.on("error", () => {});
    outgoing.end();
    const [response] = (await once(outgoing, "response")) as [IncomingMessage];
    response.on("error", () => {});
    return response;
  };
  const metadata = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`key ${index}`, "x".repeat(500)]));
  const count = 800;
  for (let made = 0; made < count; made += 50) {
    const input = { amount: 2000, currency: "usd", metadata } as const;
    await Promise.all(Array.from({ length: 50 }, () => sandbox.client.paymentIntents.create(input)));
  }
  // All is there before it begins: how long that took plays no part in when it is told.
  const slow = await read({ "last-event-id": "0" });
  slow.pause();
  await new Promise((resolve) => AbortSignal.timeout(limits.streamStallMs + 1000).addEventListener("abort", resolve));
  const placesIn = (text: string) =>
    [...text.matchAll(/^id: (\d+)@.*\nevent: .*\ndata: .*\n\n/gm)].map(([, id]) => Number(id));
  let text = "";
  slow.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  slow.resume();
  await new Promise((closed) => slow.once("close", closed));
  expect(text).toMatch(/event: closed\ndata: \{"code":4429,.*\n\n$/);
  const seen = placesIn(text);
  expect(seen.length).toBeLessThan(count);
  const next = await read({ "last-event-id": String(seen.at(-1) ?? 0) });
  let rest = "";
  next.setEncoding("utf8").on("data", (chunk: string) => (rest += chunk));
  await expect.poll(() => placesIn(rest).at(-1), { timeout: 20_000 }).toBe(count);
  expect([...seen, ...placesIn(rest)]).toEqual(Array.from({ length: count }, (_, index) => index + 1));
});
