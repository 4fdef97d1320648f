import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

import { createClient, type Client, type PaymentIntent } from "@micro/sdk";
import { expect, onTestFinished } from "vitest";

import { eventsOf } from "../support/look.ts";
import { startReceiver, type Receiver } from "../support/receiver.ts";
import { startSandbox, temporaryFile } from "../support/sandbox.ts";

const program = fileURLToPath(new URL("sandbox-process.ts", import.meta.url));

/** Starts a sandbox in a process of its own. */
export async function startProcess(file: string): Promise<{ child: ChildProcess; client: Client }> {
  const child = spawn(process.execPath, ["--conditions=source", program, file], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  const { url, apiKey } = JSON.parse(line.toString()) as { url: string; apiKey: string };
  const client = createClient({ baseUrl: url, apiKey, maxRetries: 0 });
  onTestFinished(() => client.close());
  return { child, client };
}

/** Makes payments side by side, and kills the sandbox as soon as so many were acknowledged. Answers those that were. */
async function payUntilKilled(child: ChildProcess, client: Client, payments: number, killAfter: number) {
  const acknowledged: PaymentIntent[] = [];
  const one = async (index: number) => {
    const { id } = await client.paymentIntents.create(
      { amount: 1000 + index, currency: "usd" },
      { idempotencyKey: `create-${index}` },
    );
    const intent = await client.paymentIntents.confirm(id, { payment_method: "tok_visa" });
    acknowledged.push(intent);
    if (acknowledged.length === killAfter) child.kill("SIGKILL");
  };
  const queue = Array.from({ length: payments }, (_, index) => index);
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await one(next);
  };
  await Promise.allSettled(Array.from({ length: 16 }, worker));
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  expect(child.signalCode).toBe("SIGKILL");
  return acknowledged;
}

/** Kills a sandbox in the middle of 200 payments, starts it again on its file, and looks whether all is as it was told. */
export async function killAndReturn(killAfter: number): Promise<void> {
  const file = temporaryFile();
  const receiver = await startReceiver();
  const { child, client } = await startProcess(file);
  await client.webhookEndpoints.create({ url: receiver.url });
  const acknowledged = await payUntilKilled(child, client, 200, killAfter);
  expect(acknowledged.length).toBeGreaterThanOrEqual(killAfter);
  expect(acknowledged.length).toBeLessThan(200);

  const sandbox = await startSandbox({ file, seed: undefined, frozenAt: undefined });
  await sandbox.settle();
  await expectWhole(sandbox.client, acknowledged, receiver);
  await sandbox.client.paymentIntents.create({
    amount: 1000,
    currency: "usd",
    payment_method: "tok_visa",
    confirm: true,
  });
  await sandbox.settle();
  await expectWhole(sandbox.client, acknowledged, receiver);
}

async function expectWhole(client: Client, acknowledged: readonly PaymentIntent[], receiver: Receiver): Promise<void> {
  for (const intent of acknowledged) expect(await client.paymentIntents.get(intent.id)).toEqual(intent);

  const events = await eventsOf(client);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  const transactions = new Map<string, number>();
  let total = 0;
  for await (const { reference_id: reference, entries } of client.ledgerTransactions.list({ limit: 100 })) {
    transactions.set(reference, (transactions.get(reference) ?? 0) + 1);
    expect(entries.reduce((sum, { amount }) => sum + amount, 0)).toBe(0);
    total += entries.reduce((sum, { amount }) => sum + Math.max(amount, 0), 0);
  }

  // What was not acknowledged may be there or not, but never in part.
  let succeeded = 0;
  let collected = 0;
  for await (const intent of client.paymentIntents.list({ limit: 100 })) {
    const paid = intent.status === "succeeded";
    const own = events.filter(({ data }) => (data.object as { id: string }).id === intent.id).map(({ type }) => type);
    expect(own).toEqual(paid ? ["payment.created", "payment.succeeded"] : ["payment.created"]);
    if (paid) expect(transactions.get(intent.latest_charge ?? "")).toBe(1);
    succeeded += paid ? 1 : 0;
    collected += intent.amount_received;
  }
  expect(succeeded).toBeGreaterThanOrEqual(acknowledged.length);
  expect(transactions.size).toBe(succeeded);
  expect(total).toBe(collected);
  expect((await client.ledger.trialBalance()).balanced).toBe(true);

  const delivered = new Set(receiver.received.map(({ event }) => event.id));
  expect(events.filter(({ id }) => !delivered.has(id))).toEqual([]);
  expect((await client.webhookDeliveries.list({ status: "pending" })).data).toEqual([]);
}
