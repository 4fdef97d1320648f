import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { createClient, type Client } from "@micro/sdk";
import { expect, onTestFinished, test, vi } from "vitest";

import { createMachine, parse } from "./micro.ts";

const wait = { timeout: 15_000 };

/** A sandbox of the machine whose clock stands at 2033-05-18T03:33:20Z. */
async function frozenSandbox(machine: ReturnType<typeof createMachine>): Promise<Client> {
  const { url, apiKey } = await machine.openSandbox();
  const client = createClient({ apiKey, baseUrl: url });
  onTestFinished(() => client.close());
  await client.clock.freeze({ at: 2_000_000_000 });
  return client;
}

/** A customer who cannot pay what he owes: it is tried on days 3, 5 and 7 again. */
async function debtorOf(client: Client, clock?: string) {
  const { id: customer } = await client.customers.create(clock === undefined ? {} : { test_clock: clock });
  const { id: method } = await client.paymentMethods.attach("pm_card_chargeCustomerFail", { customer });
  await client.customers.update(customer, { default_payment_method: method });
  await client.invoiceItems.create({ customer, amount: 2000, currency: "usd" });
  const terms = { auto_advance: true, pending_invoice_items_behavior: "include" } as const;
  return client.invoices.create({ customer, ...terms });
}

const typesOf = (stdout: string) =>
  stdout.split("\n").flatMap((line) => /^\S+ \S+ {2}((?:invoice|payment|charge)\.\S+)/.exec(line)?.[1] ?? []);

test("a year passes step by step, and what happens on the way is shown with its time", async () => {
  const machine = createMachine();
  const client = await frozenSandbox(machine);
  await debtorOf(client);
  const { stdout, stderr, exitCode } = await machine.run(["clock", "advance", "1y", "--watch"]);
  expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
  expect(typesOf(stdout).filter((type) => type === "invoice.payment_failed")).toHaveLength(4);
  expect(typesOf(stdout)).toContain("invoice.finalized");
  expect(stdout).toMatch(/^2033-05-18 04:33:20 {2}invoice\.finalized {2}20\.00 USD {2}open {2}in_\w+$/m);
  expect(stdout.split("\n").at(-1)).toBe("2034-05-18 03:33:20 UTC  The clock stands.");
});

test("a test clock goes its way, and programs get the events in one piece of JSON", async () => {
  const machine = createMachine();
  const client = await frozenSandbox(machine);
  const { id } = await client.testClocks.create({ frozen_time: 1_893_456_000 });
  await debtorOf(client, id);
  const run = (...args: string[]) => machine.run(["clock", "advance", ...args, "--test-clock", id]);
  const watched = parse((await run("1mo", "--watch", "--json")).stdout);
  expect(watched).toMatchObject({ id, frozen_time: 1_893_456_000 + 31 * 86_400, status: "ready" });
  const types = (watched["timeline"] as { type: string }[]).map(({ type }) => type);
  expect(types.filter((type) => type === "invoice.payment_failed")).toHaveLength(4);
  expect((await run("1d")).stdout).toBe(`2030-02-02 00:00:00 UTC  The test clock ${id} stands.`);
  expect((await client.clock.get()).now).toBe(2_000_000_000);
});

test("^C stops between two steps, and says how to go on", async () => {
  const machine = createMachine();
  const client = await frozenSandbox(machine);
  for (let count = 0; count < 10; count++) await debtorOf(client);
  const child = machine.spawn(["clock", "advance", "2y", "--watch"]);
  let seen = "";
  child.stdout.on("data", (chunk: Buffer) => (seen += chunk.toString()));
  await vi.waitFor(() => expect(seen).not.toBe(""), wait);
  child.kill("SIGINT");
  const { exitCode, stderr } = await child;
  expect(exitCode).toBe(130);
  expect(stderr).toBe("Stopped on the way to 2035-05-18 03:33:20; the same command goes on.");
  expect((await client.clock.get()).now).toBeLessThan(2_063_072_000);
});

/** An endpoint that takes what it is sent, and never answers. */
async function silentEndpoint(client: Client): Promise<string> {
  const server = createServer(() => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  await client.webhookEndpoints.create({ url, enabled_events: ["customer.created"] });
  await client.customers.create();
  return url;
}

test("who waits for an endpoint that does not answer is told so, and a stop of the sandbox ends it", async () => {
  const machine = createMachine();
  const { url, apiKey } = await machine.startSandbox(["--port", "0", "--memory"]);
  const client = createClient({ apiKey, baseUrl: url });
  onTestFinished(() => client.close());
  await client.clock.freeze({ at: 2_000_000_000 });
  const endpoint = await silentEndpoint(client);
  const child = machine.spawn(["clock", "advance", "2d"]);
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  await vi.waitFor(() => expect(said).not.toBe(""), wait);
  expect(said).toMatch(/^It is 2033-05-18 03:33:2\d in the sandbox, which goes on: it waits for 1 delivery to /);
  expect(said).toContain(`to ${endpoint}. Who does not answer takes 15 s at each attempt.`);
  expect(await machine.run(["sandbox", "stop"])).toMatchObject({ exitCode: 0 });
  const { exitCode, stderr } = await child;
  expect(exitCode).toBe(1);
  expect(stderr).toContain("stopped or began again on the way to 2033-05-20 03:33:20");
}, 60_000);

test("what is no time, or more than two years, is refused, and the clock stays", async () => {
  const machine = createMachine();
  const client = await frozenSandbox(machine);
  for (const time of ["soon", "0d", "3y", "732d"]) {
    for (const flags of [[], ["--watch"]]) {
      expect(await machine.run(["clock", "advance", time, ...flags])).toMatchObject({ exitCode: 2, stdout: "" });
    }
  }
  expect((await client.clock.get()).now).toBe(2_000_000_000);
});
