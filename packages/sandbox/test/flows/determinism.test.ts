import { expect, test } from "vitest";

import { createSandbox } from "../../src/index.ts";
import { startReceiver, type Receiver } from "../support/receiver.ts";
import { frozenAt, temporaryFile } from "../support/sandbox.ts";
import { jsonBody, send } from "../support/wire.ts";

/** Does the same calls, and answers every byte that came of them; what is measured in real time is left out. */
async function play(seed: string, receiver: Receiver): Promise<string[]> {
  await using sandbox = await createSandbox({ seed, frozenAt });
  const bytes: string[] = [sandbox.apiKey, sandbox.account.id];
  const ids: string[] = [];
  const call = async (method: string, path: string, body?: unknown) => {
    const answer = await send(sandbox.url, {
      method,
      path: path.replaceAll(/\$(\d+)/g, (_, index: string) => ids[Number(index)] ?? ""),
      ...jsonBody(body ?? "", { authorization: `Bearer ${sandbox.apiKey}`, "idempotency-key": `key-${ids.length}` }),
    });
    ids.push((answer.json as { id?: string }).id ?? "");
    const text = answer.text.replaceAll(/"latency_ms":[\d.]+/g, "");
    bytes.push(`${answer.status} ${String(answer.headers["request-id"])} ${text}`);
    await sandbox.settle();
  };
  await call("POST", "/webhooks/endpoints", { url: receiver.url, enabled_events: ["payment.*"] });
  await call("POST", "/payments/payment_intents", { amount: 2000, currency: "usd" });
  await call("POST", "/payments/payment_intents/$1/confirm", { payment_method: "tok_declined" });
  await call("POST", "/payments/payment_intents/$1/confirm", { payment_method: "tok_visa" });
  await call("POST", "/payments/payment_intents", { amount: 1, currency: "usd" });
  await call("POST", "/sandbox/clock/advance", { seconds: 400 });
  await call("POST", "/auth/register", { email: "ada@example.test", password: "correct horse" });
  const lists = ["/events", "/payments/charges", "/ledger/transactions", "/ledger/accounts"];
  for (const path of [...lists, "/webhooks/deliveries", "/webhooks/attempts"]) await call("GET", path);
  const sent = receiver.received.splice(0).map(({ body, headers }) => {
    const { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature } = headers;
    return JSON.stringify([body, id, timestamp, signature]);
  });
  return [...bytes, ...sent];
}

test("the same seed, a frozen clock and the same calls give the same bytes in every answer and every webhook", async () => {
  const receiver = await startReceiver((_, index) => (index % 2 === 0 ? 500 : 200));
  const first = await play("same", receiver);
  const second = await play("same", receiver);
  expect(first.length).toBeGreaterThan(18);
  expect(second).toEqual(first);
});

test("another seed gives other ids, keys and signatures", async () => {
  const receiver = await startReceiver();
  const [first, second] = [await play("one", receiver), await play("other", receiver)];
  const words = (bytes: string[]) => new Set(bytes.join(" ").match(/\b[a-z]+_(?:test_)?[0-9A-Za-z]{24,}|v1,[\w+/=]+/g));
  const shared = [...words(first)].filter((word) => words(second).has(word));
  expect(words(first).size).toBeGreaterThan(20);
  expect(shared).toEqual([]);
});

test("a restart on the same file with the same seed draws no id again", async () => {
  const file = temporaryFile();
  const ids = new Set<string>();
  for (let round = 0; round < 3; round++) {
    await using sandbox = await createSandbox({ file, seed: "same", frozenAt });
    const { id } = await sandbox.client.paymentIntents.create({ amount: 2000, currency: "usd" });
    ids.add(id).add(sandbox.instanceId);
  }
  expect(ids.size).toBe(6);
});
