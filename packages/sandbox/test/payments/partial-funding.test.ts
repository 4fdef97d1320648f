import { expect, test } from "vitest";

import { eventTypesOf, newestSeq } from "../support/look.ts";
import { differencesOf } from "../support/payments.ts";
import { startSandbox } from "../support/sandbox.ts";

test("a bank transfer that is too small is told of, and the payment says how much is still to come", async () => {
  const sandbox = await startSandbox();
  const { client } = sandbox;
  const { id: customer } = await client.customers.create();
  const wait = (amount: number) =>
    client.paymentIntents.create({
      amount,
      currency: "jpy",
      customer,
      payment_method_types: ["customer_balance"],
      payment_method_data: { type: "customer_balance" },
      confirm: true,
    });
  const large = await wait(20_000);
  const remaining = async () =>
    (await client.paymentIntents.get(large.id)).next_action?.display_bank_transfer_instructions?.amount_remaining;
  expect(await remaining()).toBe(20_000);
  const fund = (amount: number) => client.customers.fundCashBalance(customer, { amount, currency: "jpy" });
  let seq = await newestSeq(client);
  await fund(5000);
  expect((await eventTypesOf(client, seq)).at(-1)).toBe("payment.partially_funded");
  expect(await remaining()).toBe(15_000);
  // A smaller one takes what was there.
  const small = await wait(5000);
  expect(small.status).toBe("succeeded");
  seq = await newestSeq(client);
  await fund(8000);
  expect(await remaining()).toBe(12_000);
  await fund(12_000);
  expect(await client.paymentIntents.get(large.id)).toMatchObject({ status: "succeeded", amount_received: 20_000 });
  expect((await eventTypesOf(client, seq)).filter((type) => type === "payment.partially_funded")).toHaveLength(1);
  expect((await client.customers.cashBalance(customer)).available).toEqual({ jpy: 0 });
  expect(await differencesOf(sandbox)).toEqual([]);
});
