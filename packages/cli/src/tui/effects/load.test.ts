import { createTestSandbox, type TestSandbox } from "@micro/sandbox/testing";
import { expect, test, vi } from "vitest";

import { initialState } from "../model/state.ts";
import { createStore } from "../store.ts";
import type { EffectContext } from "./context.ts";
import { rowOfListed } from "./event-row.ts";
import { loadBeginning, loadDetails, loadTab } from "./load.ts";
import { watch } from "./watch.ts";

function contextOf({ client }: TestSandbox, signal = new AbortController().signal): EffectContext {
  const store = createStore(initialState({ url: "", account: "", mode: "test", target: undefined }), () => {});
  return { client, store, target: undefined, secret: () => "", signal };
}

test("the entries of a transaction have the names of their accounts, also of those opened since", async () => {
  await using sandbox = await createTestSandbox({ webhooks: false });
  const context = contextOf(sandbox);
  const { client } = sandbox;
  await client.ledgerAccounts.create({ name: "before", code: "assets:before", type: "asset", currency: "usd" });
  await loadTab(context, "ledger");
  await client.paymentIntents.create({ amount: 2000, currency: "usd", payment_method: "tok_visa", confirm: true });
  await sandbox.settle();
  const { data } = await client.events.list({ type: "payment.succeeded" });
  for (const event of data) await loadDetails(context, rowOfListed(event));
  const { accounts, details } = context.store.state;
  const ids = details?.transactions.flatMap(({ entries }) => entries.map(({ account_id: id }) => id)) ?? [];
  expect(ids.length).toBeGreaterThan(0);
  expect(accounts.map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
  context.store.close();
});

test("events that failed before the screen was opened are told from those that arrived", async () => {
  await using sandbox = await createTestSandbox({ webhooks: false });
  const context = contextOf(sandbox);
  const { client } = sandbox;
  for (let round = 0; round < 3; round += 1) await client.paymentIntents.create({ amount: 2000, currency: "usd" });
  const { data } = await client.events.list();
  const [failed, arrived] = data;
  const attempt = { url: "http://127.0.0.1:3000/", latency_ms: 7 };
  await client.webhookAttempts.create({ ...attempt, event: String(failed?.id), status_code: 500 });
  await client.webhookAttempts.create({ ...attempt, event: String(failed?.id), error: "timeout", error_message: "no" });
  await client.webhookAttempts.create({ ...attempt, event: String(arrived?.id), status_code: 500 });
  await client.webhookAttempts.create({ ...attempt, event: String(arrived?.id), status_code: 204 });
  await loadBeginning(context);
  expect(context.store.state.events.map(({ delivery }) => delivery)).toEqual([
    { outcome: "failed", status: null, latencyMs: 7, attempts: 2, message: "no" },
    { outcome: "delivered", status: 204, latencyMs: 7, attempts: 2, message: "" },
    undefined,
  ]);
  context.store.close();
});

test("an attempt that ends as the one before is among the details, too", async () => {
  await using sandbox = await createTestSandbox({ webhooks: false });
  const end = new AbortController();
  const context = contextOf(sandbox, end.signal);
  const { client, store } = { ...context, client: sandbox.client };
  await client.paymentIntents.create({ amount: 2000, currency: "usd" });
  await loadBeginning(context);
  const id = String(store.state.events[0]?.id);
  const send = async () => {
    await client.webhookAttempts.create({ event: id, url: "http://127.0.0.1:3000/", latency_ms: 7, status_code: 200 });
    const delivery = { outcome: "delivered", status: 200, latencyMs: 7, attempts: 1, message: "" } as const;
    store.dispatch({ type: "delivery", eventId: id, delivery });
  };
  const seen = (count: number) =>
    vi.waitFor(() => expect(store.state.details?.attempts).toHaveLength(count), { timeout: 5_000 });
  const watching = watch(context);
  await send();
  await seen(1);
  await send();
  await seen(2);
  end.abort();
  await watching;
  store.close();
});
