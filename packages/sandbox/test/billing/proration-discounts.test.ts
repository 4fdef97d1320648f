import type { Client, Invoice } from "@micro/sdk";
import { expect, test } from "vitest";

import { callPrice, recordCalls } from "../support/metering.ts";
import { differencesOf } from "../support/payments.ts";
import { frozenAt, startSandbox } from "../support/sandbox.ts";
import { invoicesOf, payerWith, planOf, subscribe } from "../support/subscriptions.ts";

/** Half of the first period: from 15 January to 15 February 2027. */
const half = (31 * 24 * 3600) / 2;

const couponOf = async (client: Client, input: Parameters<Client["coupons"]["create"]>[0]) =>
  (await client.coupons.create(input)).id;

const amountsOf = (invoice: Invoice | undefined) => invoice?.lines.data.map(({ amount }) => amount);

const sumOfLife = async (client: Client, id: string) =>
  (await invoicesOf(client, { id })).reduce((sum, { total }) => sum + total, 0);

test("a subscription that is canceled at once gives back what was paid, not what it would have cost", async () => {
  const sandbox = await startSandbox();
  const { client } = sandbox;
  const customer = await payerWith(client);
  const coupon = await couponOf(client, { percent_off: "33.33", duration: "once" });
  const { id } = await subscribe(client, customer, await planOf(client, 4999), { discounts: [{ coupon }] });
  await client.subscriptions.cancel(id, { prorate: true, invoice_now: true });
  expect((await invoicesOf(client, { id })).map(({ total }) => total)).toEqual([3333, -3333]);
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("a discount for one invoice is in the credit of what it was billed with, and not in the charge after it", async () => {
  const sandbox = await startSandbox();
  const { client, clock } = sandbox;
  const customer = await payerWith(client);
  const coupon = await couponOf(client, { percent_off: "50", duration: "once" });
  const first = await subscribe(client, customer, await planOf(client, 2000), { discounts: [{ coupon }] });
  const { id } = first;
  const [paid] = await invoicesOf(client, { id });
  await clock.advance(half);
  const [item] = first.items.data;
  const change = { items: [{ id: item!.id, quantity: 2 }], proration_behavior: "always_invoice" as const };
  const preview = await client.invoices.createPreview({ subscription: id, subscription_details: change });
  await client.subscriptions.update(id, change);
  const prorated = (await invoicesOf(client, { id })).at(-1);
  expect([amountsOf(preview), amountsOf(prorated)]).toEqual([
    [-500, 2000],
    [-500, 2000],
  ]);
  expect(prorated?.lines.data.map(({ discounts }) => discounts)).toEqual([paid?.discounts, []]);
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("a discount that begins within a period is in the charge of a change, and used up by it", async () => {
  const sandbox = await startSandbox();
  const { client, clock } = sandbox;
  const customer = await payerWith(client);
  const coupon = await couponOf(client, { percent_off: "50", duration: "once" });
  const { id, items } = await subscribe(client, customer, await planOf(client, 2000));
  await clock.advance(half);
  const changed = await client.subscriptions.update(id, {
    discounts: [{ coupon }],
    items: [{ id: items.data[0]!.id, quantity: 3 }],
    proration_behavior: "always_invoice",
  });
  expect(amountsOf((await invoicesOf(client, { id })).at(-1))).toEqual([-1000, 1500]);
  expect((await client.subscriptions.get(changed.id)).discounts).toEqual([]);
  await clock.advance(half + 3600);
  expect((await invoicesOf(client, { id })).at(-1)).toMatchObject({ total: 6000, status: "paid" });
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("an amount that is taken off two items shifts with a change of one, and is given once", async () => {
  const sandbox = await startSandbox();
  const { client, clock } = sandbox;
  const customer = await payerWith(client);
  const coupon = await couponOf(client, { amount_off: 500, currency: "usd", duration: "forever" });
  const [one, other] = [await planOf(client, 1000), await planOf(client, 1000)];
  const { id, items } = await client.subscriptions.create({
    customer,
    items: [{ price: one }, { price: other }],
    discounts: [{ coupon }],
  });
  await clock.advance(half);
  await client.subscriptions.update(id, {
    items: [{ id: items.data[0]!.id, quantity: 3 }],
    proration_behavior: "always_invoice",
  });
  // Of 3000 and 1000 it takes 375 and 125, where it took 250 and 250.
  expect(amountsOf((await invoicesOf(client, { id })).at(-1))).toEqual([-375, 1313, -375, 438]);
  expect(await sumOfLife(client, id)).toBe(1500 + 1001);
  // Half of what is left: what is billed is that of 3500 from now on.
  await client.subscriptions.cancel(id, { prorate: true, invoice_now: true });
  expect(await sumOfLife(client, id)).toBe(750);
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("a first period up to an anchor is a proration with its discount in it, and comes back whole", async () => {
  const sandbox = await startSandbox();
  const { client } = sandbox;
  const customer = await payerWith(client);
  const coupon = await couponOf(client, { amount_off: 500, currency: "usd", duration: "forever" });
  const { id, discounts } = await subscribe(client, customer, await planOf(client, 3100), {
    billing_cycle_anchor: frozenAt + 10 * 24 * 3600,
    discounts: [{ coupon }],
  });
  const [first] = await invoicesOf(client, { id });
  expect(first?.lines.data).toMatchObject([{ amount: 839, discountable: false, discounts, proration: true }]);
  await client.subscriptions.cancel(id, { prorate: true, invoice_now: true });
  expect(await sumOfLife(client, id)).toBe(0);
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("what is used shares an amount that is taken off, and the credit leaves its share", async () => {
  const sandbox = await startSandbox();
  const { client, clock } = sandbox;
  const customer = await payerWith(client);
  const coupon = await couponOf(client, { amount_off: 500, currency: "usd", duration: "forever" });
  const metered = await callPrice(client, 10);
  const { id } = await client.subscriptions.create({
    customer,
    items: [{ price: await planOf(client, 1000) }, { price: metered }],
    discounts: [{ coupon }],
  });
  await recordCalls(client, customer, 100);
  await clock.advance(2 * half);
  const renewal = (await invoicesOf(client, { id })).at(-1);
  expect(renewal?.lines.data.map(({ amount, discount_amounts: [taken] }) => [amount, taken?.amount])).toEqual([
    [1000, 250],
    [1000, 250],
  ]);
  await clock.advance(3600);
  const whole = await client.invoices.createPreview({
    subscription: id,
    subscription_details: { billing_cycle_anchor: "now", proration_date: frozenAt + 2 * half },
  });
  expect(whole.lines.data.find(({ proration }) => proration)?.amount).toBe(-750);
  expect(await differencesOf(sandbox)).toEqual([]);
});
