import type { Client } from "@micro/sdk";
import { expect, test } from "vitest";

import { failureOf } from "../support/failure.ts";
import { differencesOf } from "../support/payments.ts";
import { startSandbox } from "../support/sandbox.ts";

const daySeconds = 24 * 3600;

/** A customer with a card, and two monthly prices: 10.00 for the plan, and 0.05 for each call. */
async function callerWith(client: Client) {
  const { id: customer } = await client.customers.create({
    payment_method: "pm_card_visa",
    default_payment_method: "pm_card_visa",
  });
  const meter = await client.meters.create({
    display_name: "Calls",
    event_name: "call",
    default_aggregation: { formula: "sum" },
  });
  const recurring = { interval: "month" } as const;
  const plan = await client.prices.create({
    currency: "usd",
    unit_amount: 1000,
    product_data: { name: "Plan" },
    recurring,
  });
  const calls = await client.prices.create({
    currency: "usd",
    unit_amount: 5,
    product_data: { name: "Calls" },
    recurring: { ...recurring, usage_type: "metered", meter: meter.id },
  });
  const use = (value: number) =>
    client.meterEvents.create({
      event_name: "call",
      payload: { stripe_customer_id: customer, value: String(value) },
    });
  const billed = async (subscription: string) =>
    (await client.invoices.list({ subscription })).data
      .toReversed()
      .map(({ total, lines }) => [total, lines.data.map(({ quantity, amount }) => [quantity, amount])]);
  return { customer, plan: plan.id, calls: calls.id, use, billed };
}

test("what a meter counts is billed behind each period, and the plan before it", async () => {
  const sandbox = await startSandbox();
  const { client, clock } = sandbox;
  const { customer, plan, calls, use, billed } = await callerWith(client);
  const { id, items } = await client.subscriptions.create({ customer, items: [{ price: plan }, { price: calls }] });
  expect(items.data.map(({ quantity }) => quantity)).toEqual([1, 0]);
  await use(30);
  await clock.advance(10 * daySeconds);
  await use(70);
  const preview = await client.invoices.createPreview({ subscription: id });
  expect(preview.lines.data.map(({ amount }) => amount)).toEqual([500, 1000]);
  await clock.advance(25 * daySeconds);
  await use(8);
  await clock.advance(30 * daySeconds);
  expect(await billed(id)).toEqual([
    [
      1000,
      [
        [1, 1000],
        [0, 0],
      ],
    ],
    [
      1500,
      [
        [100, 500],
        [1, 1000],
      ],
    ],
    [
      1040,
      [
        [8, 40],
        [1, 1000],
      ],
    ],
  ]);
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("a subscription that ends at the end of its period has its use billed, and one in trial has not", async () => {
  const { client, clock } = await startSandbox();
  const { customer, calls, use, billed } = await callerWith(client);
  const { id } = await client.subscriptions.create({ customer, items: [{ price: calls }], trial_period_days: 7 });
  await use(1000);
  await clock.advance(8 * daySeconds);
  await use(20);
  await client.subscriptions.update(id, { cancel_at_period_end: true });
  await clock.advance(40 * daySeconds);
  expect((await client.subscriptions.get(id)).status).toBe("canceled");
  expect(await billed(id)).toEqual([
    [0, [[0, 0]]],
    [0, []],
    [100, [[20, 100]]],
  ]);
});

test("nobody agrees on a quantity of what a meter counts", async () => {
  const { client } = await startSandbox();
  const { customer, plan, calls } = await callerWith(client);
  const create = client.subscriptions.create({ customer, items: [{ price: calls, quantity: 2 }] });
  expect(await failureOf(create)).toMatchObject({ code: "parameter_invalid", param: "items[0].quantity" });
  const { id, items } = await client.subscriptions.create({ customer, items: [{ price: plan, quantity: 4 }] });
  const [item] = items.data;
  const metered = await client.subscriptions.update(id, { items: [{ id: item!.id, price: calls }] });
  expect(metered.items.data[0]).toMatchObject({ quantity: 0, price: { id: calls } });
  const back = await client.subscriptions.update(id, { items: [{ id: item!.id, price: plan }] });
  expect(back.items.data[0]).toMatchObject({ quantity: 1, price: { id: plan } });
});
