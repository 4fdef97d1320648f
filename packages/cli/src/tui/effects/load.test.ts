import { createTestSandbox, type TestSandbox } from "@micro/sandbox/testing";
import { expect, test } from "vitest";

import { initialState } from "../model/state.ts";
import { createStore } from "../store.ts";
import type { EffectContext } from "./context.ts";
import { rowOfListed } from "./event-row.ts";
import { loadDetails, loadTab } from "./load.ts";

function contextOf({ client }: TestSandbox): EffectContext {
  const store = createStore(initialState({ url: "", account: "", mode: "test", target: undefined }), () => {});
  return { client, store, target: undefined, secret: () => "", signal: new AbortController().signal };
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
