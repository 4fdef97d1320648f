import { describe, expect, onTestFinished, test } from "vitest";

import { createTestSandbox, type TestSandbox } from "../../src/testing.ts";
import { pay } from "../support/payments.ts";

async function open(): Promise<TestSandbox> {
  const sandbox = await createTestSandbox({ clock: "2027-01-15T08:00:00Z" });
  onTestFinished(() => sandbox.close());
  return sandbox;
}
const debit = "pm_usBankAccount_success";
const failure = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: unknown) => error,
  );

describe("a bank debit", () => {
  test("happens at once where the delay is nothing", async () => {
    const { client, settle } = await open();
    await client.paymentSettings.update({ bank_debit_delay_s: 0 });
    const { id } = await pay(client, debit);
    await settle();
    expect((await client.paymentIntents.get(id)).status).toBe("succeeded");
  });

  test("happens at the third read, and not before, however much time passes", async () => {
    const { client, clock, events } = await open();
    await client.paymentSettings.update({ bank_debit_transition: "reads:3" });
    const { id } = await pay(client, debit);
    await clock.advance("30d");
    const seen = [];
    for (let count = 0; count < 4; count += 1) seen.push((await client.paymentIntents.get(id)).status);
    expect(seen).toEqual(["processing", "processing", "succeeded", "succeeded"]);
    expect((await events.list()).filter(({ type }) => type === "payment.succeeded")).toHaveLength(1);
    expect((await client.transitions.list()).data).toEqual([]);
  });

  test("is counted also where nothing waited when something was read before, and after a restore", async () => {
    const { client, snapshots } = await open();
    await client.paymentSettings.update({ bank_debit_transition: "reads:1" });
    await client.paymentIntents.get((await client.paymentIntents.create({ amount: 500, currency: "usd" })).id);
    const { id } = await pay(client, debit);
    const waiting = await snapshots.save();
    expect((await client.paymentIntents.get(id)).status).toBe("succeeded");
    await client.paymentIntents.get(id);
    await snapshots.restore(waiting.id);
    expect((await client.paymentIntents.get(id)).status).toBe("succeeded");
  });

  test("happens by hand, once, and a list shows that it waits", async () => {
    const { client, clock, ledger } = await open();
    await client.paymentSettings.update({ bank_debit_transition: "hand" });
    const { id } = await pay(client, debit);
    // One that never ends waits for nothing.
    await pay(client, "pm_usBankAccount_processing");
    await clock.advance("30d");
    expect((await client.paymentIntents.get(id)).status).toBe("processing");
    expect((await client.transitions.list()).data).toMatchObject([{ id, type: "bank_debit", reads_left: null }]);
    await client.transitions.run(id);
    expect((await client.paymentIntents.get(id)).status).toBe("succeeded");
    expect(await failure(client.transitions.run(id))).toMatchObject({ code: "resource_missing" });
    await ledger.assertBalanced();
  });
});

test("a top-up arrives at the second read, as a bank debit, and one that is canceled waits no more", async () => {
  const { client, clock, ledger } = await open();
  await client.paymentSettings.update({ bank_debit_transition: "reads:2" });
  const { id } = await client.topups.create({ amount: 900, currency: "usd" });
  const other = await client.topups.create({ amount: 500, currency: "usd" });
  await client.topups.cancel(other.id);
  await clock.advance("30d");
  expect((await client.transitions.list()).data).toMatchObject([{ id, type: "bank_debit", reads_left: 2 }]);
  const seen = [(await client.topups.get(id)).status, (await client.topups.get(id)).status];
  expect(seen).toEqual(["pending", "succeeded"]);
  expect((await client.topups.get(other.id)).status).toBe("canceled");
  await ledger.assertBalanced();
});

test("a refund happens by hand, and one that is canceled waits no more", async () => {
  const { client } = await open();
  await client.paymentSettings.update({ refund_transition: "hand" });
  const { id } = await pay(client, "pm_card_pendingRefund");
  const first = await client.refunds.create({ payment_intent: id, amount: 500 });
  const second = await client.refunds.create({ payment_intent: id, amount: 700 });
  await client.refunds.cancel(second.id);
  expect((await client.transitions.list()).data.map((held) => held.id)).toEqual([first.id]);
  await client.transitions.run(first.id);
  expect((await client.refunds.get(first.id)).status).toBe("succeeded");
});

test("a payout is sent by one hand and arrives by another", async () => {
  const { client } = await open();
  await client.paymentSettings.update({ payout_transition: "hand", settlement_delay_s: 0 });
  await pay(client, "pm_card_bypassPending");
  const { id } = await client.payouts.create({ amount: 100, currency: "usd" });
  expect((await client.payouts.get(id)).status).toBe("pending");
  await client.transitions.run(id);
  expect((await client.payouts.get(id)).status).toBe("in_transit");
  await client.transitions.run(id);
  expect((await client.payouts.get(id)).status).toBe("paid");
});

test("a payout that is canceled waits no more", async () => {
  const { client } = await open();
  await client.paymentSettings.update({ payout_transition: "hand" });
  await pay(client, "pm_card_bypassPending");
  const { id } = await client.payouts.create({ amount: 500, currency: "usd" });
  expect((await client.transitions.list()).data).toMatchObject([{ id }]);
  await client.payouts.cancel(id);
  expect((await client.transitions.list()).data).toEqual([]);
});

test("a dispute opens when its charge is read the second time", async () => {
  const { client } = await open();
  await client.paymentSettings.update({ dispute_transition: "reads:2" });
  const { latest_charge: charge } = await pay(client, "pm_card_createDispute");
  expect((await client.charges.get(charge!)).disputed).toBe(false);
  expect((await client.charges.get(charge!)).disputed).toBe(true);
  expect((await client.disputes.list()).data).toHaveLength(1);
});

test("a mode that is none is refused and changes nothing, and what waits is its account's own", async () => {
  const sandbox = await open();
  const other = await sandbox.openAccount("other");
  for (const mode of ["reads:0", "reads:100", "later", ""]) {
    expect(await failure(sandbox.client.paymentSettings.update({ refund_transition: mode }))).toMatchObject({
      status: 400,
      param: "refund_transition",
    });
  }
  await sandbox.client.paymentSettings.update({ bank_debit_transition: "hand" });
  expect((await sandbox.client.paymentSettings.get()).refund_transition).toBe("time");
  const { id } = await pay(sandbox.client, debit);
  expect(await failure(other.client.transitions.run(id))).toMatchObject({ code: "resource_missing" });
  expect((await other.client.transitions.list()).data).toEqual([]);
  const fork = await sandbox.fork();
  onTestFinished(() => fork.close());
  await fork.client.transitions.run(id);
  expect((await fork.client.paymentIntents.get(id)).status).toBe("succeeded");
  expect((await sandbox.client.paymentIntents.get(id)).status).toBe("processing");
});
