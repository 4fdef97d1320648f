import { expect, test } from "vitest";

import { eventTypesOf, newestSeq } from "../../../test/support/look.ts";
import { differencesOf, pay } from "../../../test/support/payments.ts";
import { startSandbox } from "../../../test/support/sandbox.ts";
import { feeOf } from "./fees.ts";

const usd = (amount: number) => [{ amount, currency: "usd" }];

test.each([
  ["two days by default", undefined, 172_800],
  ["as long as the settings say", 3600, 3600],
])("what was paid is pending for %s, to the second", async (_, delay, seconds) => {
  const sandbox = await startSandbox();
  const { client, clock } = sandbox;
  if (delay !== undefined) await client.paymentSettings.update({ settlement_delay_s: delay });
  await pay(client);
  const after = await newestSeq(client);
  await clock.advance(seconds - 1);
  expect(await client.balance.get()).toMatchObject({ pending: usd(1912), available: usd(0) });
  expect(await eventTypesOf(client, after)).toEqual([]);
  await clock.advance(1);
  expect(await client.balance.get()).toMatchObject({ pending: usd(0), available: usd(1912) });
  expect(await eventTypesOf(client, after)).toEqual(["transaction.recorded", "balance.available"]);
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("what bypasses pending is available at once", async () => {
  const { client } = await startSandbox();
  await pay(client, "pm_card_bypassPending");
  expect(await client.balance.get()).toMatchObject({ pending: usd(0), available: usd(1912) });
});

test("a fee is a share, rounded half up, and a fixed part, and never more than the amount", () => {
  const rate = { basis_points: 290, fixed: 30 };
  const fees = [1050, 50, 31, 30, 1, 99_999_999, 50_000].map((amount) => feeOf(amount, rate));
  expect(fees).toEqual([60, 31, 31, 30, 1, 2_900_030, 1480]);
  expect(feeOf(Number.MAX_SAFE_INTEGER, { basis_points: 10_000, fixed: 0 })).toBe(Number.MAX_SAFE_INTEGER);
});

test("a fee that the settings change holds for payments from then on, in its currency alone", async () => {
  const sandbox = await startSandbox();
  const { client } = sandbox;
  const feeOfPayment = async (currency: "usd" | "eur") => {
    const method = { payment_method: "pm_card_visa", confirm: true };
    const intent = await client.paymentIntents.create({ amount: 10_000, currency, ...method });
    return (await client.balanceTransactions.list({ source: intent.latest_charge ?? "" })).data[0]?.fee;
  };
  expect(await feeOfPayment("usd")).toBe(320);
  await client.paymentSettings.update({ fees: { usd: { basis_points: 100, fixed: 5 } } });
  expect(await feeOfPayment("usd")).toBe(105);
  expect(await feeOfPayment("eur")).toBe(320);
  expect(await differencesOf(sandbox)).toEqual([]);
});
