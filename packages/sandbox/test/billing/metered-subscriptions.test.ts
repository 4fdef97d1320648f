import type { Client } from "@micro/sdk";
import { expect, test } from "vitest";

import type { Sandbox } from "../../src/index.ts";
import { failureOf } from "../support/failure.ts";
import { newestSeq } from "../support/look.ts";
import { differencesOf } from "../support/payments.ts";
import { frozenAt, startSandbox } from "../support/sandbox.ts";

const daySeconds = 24 * 3600;

/** A customer with a card, and three monthly prices: 10.00 for the plan, and 0.05 or 0.07 for each call. */
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
  const callsAt = async (unit_amount: number) => {
    const product_data = { name: `Calls at ${unit_amount}` };
    const metered = { ...recurring, usage_type: "metered", meter: meter.id } as const;
    return (await client.prices.create({ currency: "usd", unit_amount, product_data, recurring: metered })).id;
  };
  const [calls, dear] = [await callsAt(5), await callsAt(7)];
  const use = (value: number) =>
    client.meterEvents.create({
      event_name: "call",
      payload: { stripe_customer_id: customer, value: String(value) },
    });
  const billed = async (subscription: string) =>
    (await client.invoices.list({ subscription })).data
      .toReversed()
      .map(({ total, lines }) => [total, lines.data.map(({ quantity, amount }) => [quantity, amount])]);
  return { customer, plan: plan.id, calls, dear, use, billed };
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
  const sandbox = await startSandbox();
  const { client, clock } = sandbox;
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
  expect(await differencesOf(sandbox)).toEqual([]);
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

test("an item that is added in mid-period counts what is used from then on", async () => {
  const sandbox = await startSandbox();
  const { client, clock } = sandbox;
  const { customer, plan, calls, use, billed } = await callerWith(client);
  const { id } = await client.subscriptions.create({ customer, items: [{ price: plan }] });
  await use(30);
  await clock.advance(10 * daySeconds);
  await client.subscriptionItems.create({ subscription: id, price: calls });
  await use(70);
  const preview = await client.invoices.createPreview({ subscription: id });
  expect(preview.lines.data.map(({ amount }) => amount)).toEqual([350, 1000]);
  const end = frozenAt + 31 * daySeconds;
  expect(preview.lines.data[0]!.period).toEqual({ start: frozenAt + 10 * daySeconds, end });
  await clock.advance(25 * daySeconds);
  expect((await billed(id)).at(-1)).toEqual([
    1350,
    [
      [70, 350],
      [1, 1000],
    ],
  ]);
  expect(await differencesOf(sandbox)).toEqual([]);
});

const going = [
  [{}, "waits"],
  [{ proration_behavior: "always_invoice" }, "billed"],
  [{ proration_behavior: "none" }, "dropped"],
  [{ clear_usage: true }, "dropped"],
] as const;

test.each(going)("what was used of an item that is removed with %j is %s", async (terms, outcome) => {
  const sandbox = await startSandbox();
  const { client, clock } = sandbox;
  const { customer, plan, calls, use, billed } = await callerWith(client);
  const { id, items } = await client.subscriptions.create({ customer, items: [{ price: plan }, { price: calls }] });
  await use(30);
  await clock.advance(10 * daySeconds);
  await client.subscriptionItems.delete(items.data[1]!.id, terms);
  const { data: waiting } = await client.invoiceItems.list({ customer, pending: true });
  const used = {
    amount: 150,
    discountable: true,
    period: { start: frozenAt, end: frozenAt + 10 * daySeconds },
    price: calls,
    proration: false,
    quantity: 30,
    subscription: id,
    subscription_item: items.data[1]!.id,
  };
  expect(waiting).toMatchObject(outcome === "waits" ? [used] : []);
  await use(99);
  await clock.advance(25 * daySeconds);
  const plain = [1000, [[1, 1000]]];
  const first = [
    1000,
    [
      [1, 1000],
      [0, 0],
    ],
  ];
  const behind = {
    waits: [
      [
        1150,
        [
          [1, 1000],
          [30, 150],
        ],
      ],
    ],
    billed: [[150, [[30, 150]]], plain],
    dropped: [plain],
  };
  expect(await billed(id)).toEqual([first, ...behind[outcome]]);
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("usage is cleared only where a meter counts it", async () => {
  const { client } = await startSandbox();
  const { customer, plan, calls } = await callerWith(client);
  const { items } = await client.subscriptions.create({ customer, items: [{ price: plan }, { price: calls }] });
  const before = await newestSeq(client);
  const cleared = client.subscriptionItems.delete(items.data[0]!.id, { clear_usage: true });
  expect(await failureOf(cleared)).toMatchObject({ code: "parameter_invalid", param: "clear_usage" });
  expect(await newestSeq(client)).toBe(before);
});

test("each price of an item is for what was used by it, with the discount and the tax of the invoice", async () => {
  const sandbox = await startSandbox();
  const { client, clock } = sandbox;
  const { customer, plan, calls, dear, use, billed } = await callerWith(client);
  const coupon = (await client.coupons.create({ percent_off: "50", duration: "forever" })).id;
  const tax = (await client.taxRates.create({ display_name: "VAT", inclusive: false, percentage: "20" })).id;
  const { id, items } = await client.subscriptions.create({
    customer,
    items: [{ price: plan }, { price: calls }],
    discounts: [{ coupon }],
    default_tax_rates: [tax],
  });
  const item = items.data[1]!.id;
  await use(100);
  await clock.advance(10 * daySeconds);
  const swap = [{ id: item, price: dear }];
  const next = await client.invoices.createPreview({ subscription: id, subscription_details: { items: swap } });
  expect([next.total, next.lines.data.map(({ amount }) => amount)]).toEqual([900, [0, 1000, 500]]);
  await client.subscriptions.update(id, { items: swap });
  await use(200);
  await clock.advance(5 * daySeconds);
  // What stays counts on.
  await client.subscriptions.update(id, { items: [{ id: item, metadata: { seen: "yes" } }] });
  await clock.advance(5 * daySeconds);
  await client.subscriptions.update(id, { items: [{ id: item, price: calls }] });
  await use(20);
  await clock.advance(15 * daySeconds);
  const lines = [
    [20, 100],
    [1, 1000],
    [100, 500],
    [200, 1400],
  ];
  expect((await billed(id)).at(-1)).toEqual([(3000 / 2) * 1.2, lines]);
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("a change that begins a period bills at once what was used of an item that goes", async () => {
  const sandbox = await startSandbox();
  const { client, clock } = sandbox;
  const { customer, plan, calls, dear, use, billed } = await callerWith(client);
  const { id, items } = await client.subscriptions.create({ customer, items: [{ price: plan }, { price: calls }] });
  await use(30);
  await clock.advance(10 * daySeconds);
  const change = {
    items: [{ id: items.data[1]!.id, deleted: true }, { price: dear }],
    billing_cycle_anchor: "now" as const,
  };
  const previewed = await client.invoices.createPreview({ subscription: id, subscription_details: change });
  await client.subscriptions.update(id, change);
  const credit = -Math.round((1000 * 21) / 31);
  const lines = [
    [1, 1000],
    [30, 150],
    [1, credit],
  ];
  expect((await billed(id)).at(-1)).toEqual([1150 + credit, lines]);
  expect([previewed.total, previewed.lines.data.map(({ amount }) => amount)]).toEqual([
    1150 + credit,
    lines.map(([, amount]) => amount),
  ]);
  await use(10);
  await clock.advance(32 * daySeconds);
  expect((await billed(id)).at(-1)).toEqual([
    1070,
    [
      [10, 70],
      [1, 1000],
    ],
  ]);
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("a phase that begins with a period bills what was used in the one before of an item that goes", async () => {
  const sandbox = await startSandbox();
  const { client, clock } = sandbox;
  const { customer, plan, calls, use, billed } = await callerWith(client);
  const items = [{ price: plan }];
  const phases = [{ items }, { items: [{ price: plan, quantity: 2 }], proration_behavior: "none" as const }];
  const { subscription } = await client.subscriptionSchedules.create({ customer, phases });
  await client.subscriptionItems.create({ subscription: subscription!, price: calls });
  await use(30);
  await clock.advance(32 * daySeconds);
  const removed = await client.subscriptions.get(subscription!);
  expect(removed.items.data.map(({ price, quantity }) => [price.id, quantity])).toEqual([[plan, 2]]);
  const [total, lines] = (await billed(subscription!)).at(-1)!;
  expect([total, lines]).toEqual([
    2150,
    [
      [2, 2000],
      [30, 150],
    ],
  ]);
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("a phase takes a metered price, whose quantity nobody agrees on", async () => {
  const sandbox = await startSandbox();
  const { client, clock } = sandbox;
  const { customer, plan, calls, dear, use, billed } = await callerWith(client);
  const counted = {
    items: [
      { price: plan, quantity: 2 },
      { price: calls, quantity: 1 },
    ],
  };
  expect(await failureOf(client.subscriptionSchedules.create({ customer, phases: [counted] }))).toMatchObject({
    code: "parameter_invalid",
    param: "phases[0].items[1].quantity",
  });
  const { subscription, phases } = await client.subscriptionSchedules.create({
    customer,
    phases: [
      { items: [{ price: plan, quantity: 2 }, { price: calls }] },
      { items: [{ price: plan, quantity: 2 }, { price: dear }] },
    ],
  });
  expect(phases.map(({ items }) => items.map(({ quantity }) => quantity))).toEqual([
    [2, null],
    [2, null],
  ]);
  await use(30);
  await clock.advance(32 * daySeconds);
  await use(10);
  await clock.advance(31 * daySeconds);
  expect((await billed(subscription!)).map(([total]) => total)).toEqual([2000, 2000 + 150, 2000 + 70]);
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("a schedule of a subscription that a meter counts goes on with it", async () => {
  const sandbox = await startSandbox();
  const { client, clock } = sandbox;
  const { customer, plan, calls, use, billed } = await callerWith(client);
  const { id } = await client.subscriptions.create({ customer, items: [{ price: calls }] });
  const schedule = await client.subscriptionSchedules.create({ from_subscription: id });
  const { end_date, items } = schedule.phases[0]!;
  expect(items).toMatchObject([{ price: calls, quantity: null }]);
  await client.subscriptionSchedules.update(schedule.id, {
    phases: [{ items: [{ price: calls }], end_date }, { items: [{ price: calls }, { price: plan }] }],
  });
  await use(30);
  await clock.advance(32 * daySeconds);
  expect((await billed(id)).map(([total]) => total)).toEqual([0, 1000 + 150]);
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("a subscription that is canceled at once has its use billed with `invoice_now`, and dropped without", async () => {
  const sandbox = await startSandbox();
  const { client, clock } = sandbox;
  const { customer, plan, calls, dear, use, billed } = await callerWith(client);
  for (const invoice_now of [true, false]) {
    const { id, items } = await client.subscriptions.create({ customer, items: [{ price: plan }, { price: calls }] });
    await use(30);
    await clock.advance(daySeconds);
    await client.subscriptions.update(id, { items: [{ id: items.data[1]!.id, price: dear }] });
    await use(10);
    await clock.advance(daySeconds);
    const end = await client.invoices.createPreview({
      subscription: id,
      subscription_details: { cancel_now: true, proration_behavior: "none" },
    });
    expect(end.total).toBe(70 + 150);
    await client.subscriptions.cancel(id, { invoice_now });
    const made = (await billed(id)).slice(1);
    expect(made).toEqual(
      invoice_now
        ? [
            [
              220,
              [
                [10, 70],
                [30, 150],
              ],
            ],
          ]
        : [],
    );
    expect((await client.invoiceItems.list({ customer, pending: true })).data).toEqual([]);
  }
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("a swap that is not paid for leaves all that was used to the price before", async () => {
  const sandbox = await startSandbox();
  const { client, clock } = sandbox;
  const { customer, plan, calls, dear, use, billed } = await callerWith(client);
  const { id, items } = await client.subscriptions.create({ customer, items: [{ price: plan }, { price: calls }] });
  await use(30);
  await clock.advance(5 * daySeconds);
  const bad = await client.paymentMethods.attach("pm_card_chargeCustomerFail", { customer });
  await client.customers.update(customer, { default_payment_method: bad.id });
  const waiting = await client.subscriptions.update(id, {
    items: [{ id: items.data[1]!.id, price: dear }],
    payment_behavior: "pending_if_incomplete",
    proration_behavior: "always_invoice",
  });
  expect(waiting.pending_update).not.toBeNull();
  await client.invoices.void(waiting.latest_invoice!);
  await use(10);
  await clock.advance(27 * daySeconds);
  expect((await billed(id)).at(-1)).toEqual([
    1200,
    [
      [40, 200],
      [1, 1000],
    ],
  ]);
  expect(await differencesOf(sandbox)).toEqual([]);
});

/** A subscription that was paused on its tenth day, behind 10 calls. */
async function pausedCaller(client: Client, clock: Sandbox["clock"], terms: { proration_behavior?: "none" } = {}) {
  const caller = await callerWith(client);
  const { id } = await client.subscriptions.create({ customer: caller.customer, items: [{ price: caller.calls }] });
  await caller.use(10);
  await clock.advance(10 * daySeconds);
  await client.subscriptions.pause(id, terms);
  return { ...caller, id };
}

test.each([{}, { proration_behavior: "none" }] as const)(
  "what was used before a pause with %j is billed once, when it goes on in a later period",
  async (terms) => {
    const sandbox = await startSandbox();
    const { client, clock } = sandbox;
    const { customer, id, use, billed } = await pausedCaller(client, clock, terms);
    const { data: waiting } = await client.invoiceItems.list({ customer, pending: true });
    const period = { start: frozenAt, end: frozenAt + 10 * daySeconds };
    expect(waiting).toMatchObject([{ amount: 50, quantity: 10, period, proration: false }]);
    await clock.advance(30 * daySeconds);
    await client.subscriptions.resume(id, { billing_cycle_anchor: "unchanged" });
    await use(2);
    await clock.advance(31 * daySeconds);
    const lines = [
      [2, 10],
      [10, 50],
    ];
    expect((await billed(id)).slice(1)).toEqual([[60, lines]]);
    expect(await differencesOf(sandbox)).toEqual([]);
  },
);

test("what was used before a pause is not billed again by the period in which it goes on", async () => {
  const sandbox = await startSandbox();
  const { client, clock } = sandbox;
  const { id, use, billed } = await pausedCaller(client, clock);
  await clock.advance(daySeconds);
  await client.subscriptions.resume(id, { billing_cycle_anchor: "unchanged" });
  await use(3);
  await clock.advance(25 * daySeconds);
  const lines = [
    [3, 15],
    [10, 50],
  ];
  expect((await billed(id)).slice(1)).toEqual([[65, lines]]);
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("what was used before a pause is billed with the end of a subscription that stays paused", async () => {
  const sandbox = await startSandbox();
  const { client, clock } = sandbox;
  const { id, billed } = await pausedCaller(client, clock);
  await clock.advance(40 * daySeconds);
  await client.subscriptions.cancel(id, { invoice_now: true });
  expect((await billed(id)).slice(1)).toEqual([[50, [[10, 50]]]]);
  expect(await differencesOf(sandbox)).toEqual([]);
});
