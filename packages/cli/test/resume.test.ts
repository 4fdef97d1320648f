import { createClient } from "@micro/sdk";
import { expect, test, vi } from "vitest";

import { createMachine } from "./micro.ts";
import { freePort, startReceiver } from "./receiver.ts";

test("a sandbox that is killed and started again mid-listen: every event once, none lost", async () => {
  const machine = createMachine();
  const port = String(await freePort());
  const first = await machine.startSandbox(["--port", port]);
  let secret = "";
  const receiver = await startReceiver(() => secret);
  const listener = await machine.listen(["-f", receiver.url, "--events", "payment.*"]);
  secret = String(listener.ready["secret"]);

  const created: string[] = [];
  const pay = async (apiKey: string, count: number) => {
    await using client = createClient({ baseUrl: first.url, apiKey, maxRetries: 0 });
    const calls = Array.from({ length: count }, () =>
      client.paymentIntents.create({ amount: 100, currency: "usd" }).then(({ id }) => created.push(id)),
    );
    await Promise.allSettled(calls);
  };
  const killed = pay(first.apiKey, 100);
  await vi.waitFor(() => expect(created.length).toBeGreaterThan(20), { timeout: 15_000, interval: 1 });
  first.child.kill("SIGKILL");
  await killed;

  const second = await machine.startSandbox(["--port", port]);
  await pay(second.apiKey, 50);
  await using client = createClient({ baseUrl: second.url, apiKey: second.apiKey });
  const events: string[] = [];
  for await (const { id } of client.events.list({ type: "payment.created", limit: 100 })) events.push(id);
  expect(events.length).toBeGreaterThanOrEqual(created.length);

  await vi.waitFor(() => expect(listener.ofType("delivery").length).toBe(events.length), { timeout: 20_000 });
  expect(receiver.received.map(({ id }) => id).toSorted()).toEqual(events.toSorted());
  expect(listener.ofType("disconnected").length).toBeGreaterThan(0);
  expect(listener.ofType("reconnected").length).toBe(1);
  expect(receiver.refused).toEqual([]);
});

test("a sandbox that is reset mid-listen: the listener says so and goes on with what happens from then", async () => {
  const machine = createMachine();
  await machine.openSandbox();
  const listener = await machine.listen();
  await machine.run(["trigger", "payment.created"]);
  await vi.waitFor(() => expect(listener.ofType("event").length).toBe(1), { timeout: 15_000 });
  expect((await machine.run(["sandbox", "reset", "--yes"])).exitCode).toBe(0);
  await vi.waitFor(() => expect(listener.ofType("history_changed").length).toBe(1), { timeout: 15_000 });
  await vi.waitFor(() => expect(listener.ofType("reconnected").length).toBe(1), { timeout: 15_000 });
  await machine.run(["trigger", "payment.canceled"]);
  await vi.waitFor(() => expect(listener.ofType("event").length).toBe(3), { timeout: 15_000 });
});

test("a sandbox that comes back on another port is found there by whoever follows it", async () => {
  const machine = createMachine();
  const first = await machine.startSandbox(["--port", "0"]);
  const listener = await machine.listen();
  const requests = machine.spawn(["logs", "tail"]);
  const events = machine.spawn(["events", "tail"]);
  let said = "";
  let shown = "";
  for (const { stderr, stdout } of [requests, events]) {
    stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
    stdout.on("data", (chunk: Buffer) => (shown += chunk.toString()));
  }
  await vi.waitFor(() => expect(said.match(/Ready: /g)).toHaveLength(2), { timeout: 15_000 });
  first.child.kill("SIGTERM");
  await first.child;
  const second = await machine.startSandbox(["--port", "0"]);
  // The log of requests is asked again and again, and may have missed nothing.
  await vi.waitFor(() => expect(said).toContain(`Connected again to ${second.url}.`), { timeout: 20_000 });
  await vi.waitFor(() => expect(listener.ofType("reconnected")).toEqual([{ type: "reconnected", url: second.url }]), {
    timeout: 20_000,
  });
  await machine.run(["trigger", "payment.created"]);
  await vi.waitFor(() => expect(listener.ofType("event").length).toBe(1), { timeout: 15_000 });
  await vi.waitFor(() => expect(shown).toMatch(/POST +\/payments\/payment_intents/), { timeout: 15_000 });
  await vi.waitFor(() => expect(shown).toContain("payment.created"), { timeout: 15_000 });
});

test("one in memory comes back with another key, which is found, too", async () => {
  const machine = createMachine();
  const first = await machine.startSandbox(["--port", "0", "--memory"]);
  const listener = await machine.listen();
  first.child.kill("SIGTERM");
  await first.child;
  const second = await machine.startSandbox(["--port", "0", "--memory"]);
  expect(second.apiKey).not.toBe(first.apiKey);
  await vi.waitFor(() => expect(listener.ofType("reconnected").length).toBe(1), { timeout: 20_000 });
  await machine.run(["trigger", "payment.created"]);
  await vi.waitFor(() => expect(listener.ofType("event").length).toBe(1), { timeout: 15_000 });
});

test("a sandbox that was named by its URL is waited for there, and no other is taken in its place", async () => {
  const machine = createMachine();
  const first = await machine.startSandbox(["--port", "0"]);
  const listener = await machine.listen(["--api-base", first.url]);
  first.child.kill("SIGTERM");
  await first.child;
  await machine.startSandbox(["--port", "0"]);
  await vi.waitFor(() => expect(listener.ofType("disconnected").length).toBeGreaterThan(2), { timeout: 20_000 });
  expect(listener.ofType("reconnected")).toEqual([]);
});
