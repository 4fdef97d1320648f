import { expect, test as base } from "vitest";

import { createSandbox, type Sandbox } from "../../src/index.ts";
import { failureOf } from "../support/failure.ts";
import { newestSeq } from "../support/look.ts";
import { callMeter, callPrice, recordCalls } from "../support/metering.ts";
import { differencesOf } from "../support/payments.ts";
import { frozenAt } from "../support/sandbox.ts";
import { daySeconds, invoicesOf, payWith, planOf } from "../support/subscriptions.ts";

/** A customer with a card, and three monthly prices: 10.00 for the plan, and 0.05 or 0.07 for each call. */
async function meteredCustomer({ client, clock }: Sandbox) {
  const { id: customer } = await client.customers.create({
    payment_method: "pm_card_visa",
    default_payment_method: "pm_card_visa",
  });
  const plan = await planOf(client, 1000);
  const { id: meter } = await callMeter(client);
  const calls = await callPrice(client, 5, meter);
  const dear = await callPrice(client, 7, meter);
  const subscribe = async (...prices: string[]) => {
    const items = prices.map((price) => ({ price }));
    const created = await client.subscriptions.create({ customer, items });
    return { id: created.id, items: created.items.data.map((item) => item.id) as [string, ...string[]] };
  };
  const use = (count: number) => recordCalls(client, customer, count);
  /** The invoices of a subscription, oldest first, each with its total and the quantity and amount of every line. */
  const billed = async (id: string) =>
    (await invoicesOf(client, { id })).map(({ total, lines }) => [
      total,
      ...lines.data.map(({ quantity, amount }) => `${quantity} for ${amount}`),
    ]);
  const waiting = async () => (await client.invoiceItems.list({ customer, pending: true })).data;
  const pass = (days: number) => clock.advance(days * daySeconds);
  return { client, customer, plan, calls, dear, subscribe, use, pass, billed, waiting };
}

/** Gives each test such a customer in a sandbox of its own, whose books have to agree at the end. */
// oxlint-disable-next-line no-empty-pattern -- The runner reads from the pattern which fixtures are needed.
const test = base.extend("metered", async ({}, { onCleanup }) => {
  const sandbox = await createSandbox({ seed: "test", frozenAt });
  onCleanup(async () => {
    const differences = await differencesOf(sandbox);
    await sandbox.close();
    expect(differences).toEqual([]);
  });
  return meteredCustomer(sandbox);
});

test("what a meter counts is billed after each period, and the plan before it", async ({ metered }) => {
  const { client, plan, calls, subscribe, use, pass, billed } = metered;
  const { id } = await subscribe(plan, calls);
  await use(30);
  await pass(10);
  await use(70);
  const preview = await client.invoices.createPreview({ subscription: id });
  expect(preview.lines.data.map(({ amount }) => amount)).toEqual([500, 1000]);
  await pass(25);
  await use(8);
  await pass(30);
  expect(await billed(id)).toEqual([
    [1000, "1 for 1000", "0 for 0"],
    [1500, "100 for 500", "1 for 1000"],
    [1040, "8 for 40", "1 for 1000"],
  ]);
});

test("a subscription that ends at the end of its period has its use billed, and one in trial has not", async ({
  metered,
}) => {
  const { client, customer, calls, use, pass, billed } = metered;
  const { id } = await client.subscriptions.create({ customer, items: [{ price: calls }], trial_period_days: 7 });
  await use(1000);
  await pass(8);
  await use(20);
  await client.subscriptions.update(id, { cancel_at_period_end: true });
  await pass(40);
  expect((await client.subscriptions.get(id)).status).toBe("canceled");
  expect(await billed(id)).toEqual([[0, "0 for 0"], [0], [100, "20 for 100"]]);
});

test("nobody agrees on a quantity of what a meter counts", async ({ metered }) => {
  const { client, customer, plan, calls } = metered;
  const create = client.subscriptions.create({ customer, items: [{ price: calls, quantity: 2 }] });
  expect(await failureOf(create)).toMatchObject({ code: "parameter_invalid", param: "items[0].quantity" });
  const { id, items } = await client.subscriptions.create({ customer, items: [{ price: plan, quantity: 4 }] });
  const [item] = items.data;
  expect(item).toMatchObject({ quantity: 4, price: { id: plan } });
  const changed = await client.subscriptions.update(id, { items: [{ id: item!.id, price: calls }] });
  expect(changed.items.data[0]).toMatchObject({ quantity: 0, price: { id: calls } });
  const back = await client.subscriptions.update(id, { items: [{ id: item!.id, price: plan }] });
  expect(back.items.data[0]).toMatchObject({ quantity: 1, price: { id: plan } });
});

test("an item that is added in mid-period counts what is used from then on", async ({ metered }) => {
  const { client, plan, calls, subscribe, use, pass, billed } = metered;
  const { id } = await subscribe(plan);
  await use(30);
  await pass(10);
  await client.subscriptionItems.create({ subscription: id, price: calls });
  await use(70);
  const preview = await client.invoices.createPreview({ subscription: id });
  expect(preview.lines.data.map(({ amount }) => amount)).toEqual([350, 1000]);
  const end = frozenAt + 31 * daySeconds;
  expect(preview.lines.data[0]!.period).toEqual({ start: frozenAt + 10 * daySeconds, end });
  await pass(25);
  expect((await billed(id)).at(-1)).toEqual([1350, "70 for 350", "1 for 1000"]);
});

const plain = [1000, "1 for 1000"];

test.for([
  { terms: {}, outcome: "waits", later: [[1150, "30 for 150", "1 for 1000"]] },
  { terms: { proration_behavior: "always_invoice" }, outcome: "billed", later: [[150, "30 for 150"], plain] },
  { terms: { proration_behavior: "none" }, outcome: "dropped", later: [plain] },
  { terms: { clear_usage: true }, outcome: "dropped", later: [plain] },
] as const)("what was used of an item that is removed with $terms is $outcome", async (removal, { metered }) => {
  const { client, plan, calls, subscribe, use, pass, billed, waiting } = metered;
  const { id, items } = await subscribe(plan, calls);
  const item = items[1]!;
  await use(30);
  await pass(10);
  await client.subscriptionItems.delete(item, removal.terms);
  const used = {
    amount: 150,
    discountable: true,
    period: { start: frozenAt, end: frozenAt + 10 * daySeconds },
    price: calls,
    proration: false,
    quantity: 30,
    subscription: id,
    subscription_item: item,
  };
  expect(await waiting()).toMatchObject(removal.outcome === "waits" ? [used] : []);
  await use(99);
  await pass(25);
  expect(await billed(id)).toEqual([[1000, "1 for 1000", "0 for 0"], ...removal.later]);
});

test("usage is cleared only where a meter counts it", async ({ metered: { client, plan, calls, subscribe } }) => {
  const { items } = await subscribe(plan, calls);
  const before = await newestSeq(client);
  const cleared = client.subscriptionItems.delete(items[0], { clear_usage: true });
  expect(await failureOf(cleared)).toMatchObject({ code: "parameter_invalid", param: "clear_usage" });
  expect(await newestSeq(client)).toBe(before);
});

test("each price of an item is for what was used by it, with the discount and the tax of the invoice", async ({
  metered,
}) => {
  const { client, customer, plan, calls, dear, use, pass, billed } = metered;
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
  await pass(10);
  const swap = [{ id: item, price: dear }];
  const next = await client.invoices.createPreview({ subscription: id, subscription_details: { items: swap } });
  expect([next.total, next.lines.data.map(({ amount }) => amount)]).toEqual([900, [500, 0, 1000]]);
  await client.subscriptions.update(id, { items: swap });
  await use(200);
  await pass(5);
  // What stays counts on.
  await client.subscriptions.update(id, { items: [{ id: item, metadata: { seen: "yes" } }] });
  await pass(5);
  await client.subscriptions.update(id, { items: [{ id: item, price: calls }] });
  await use(20);
  await pass(15);
  const lines = ["100 for 500", "200 for 1400", "20 for 100", "1 for 1000"];
  expect((await billed(id)).at(-1)).toEqual([(3000 / 2) * 1.2, ...lines]);
});

test("a change that begins a period bills at once what was used of an item that goes", async ({ metered }) => {
  const { client, plan, calls, dear, subscribe, use, pass, billed } = metered;
  const { id, items } = await subscribe(plan, calls);
  await use(30);
  await pass(10);
  const change = {
    items: [{ id: items[1]!, deleted: true }, { price: dear }],
    billing_cycle_anchor: "now" as const,
  };
  const previewed = await client.invoices.createPreview({ subscription: id, subscription_details: change });
  await client.subscriptions.update(id, change);
  const credit = -Math.round((1000 * 21) / 31);
  const total = 1150 + credit;
  expect((await billed(id)).at(-1)).toEqual([total, "30 for 150", `1 for ${credit}`, "1 for 1000"]);
  expect(previewed.total).toBe(total);
  expect(previewed.lines.data.map(({ amount }) => amount)).toEqual([150, credit, 1000]);
  await use(10);
  await pass(32);
  expect((await billed(id)).at(-1)).toEqual([1070, "10 for 70", "1 for 1000"]);
});

test("a phase that begins with a period bills what was used in the one before of an item that goes", async ({
  metered,
}) => {
  const { client, customer, plan, calls, use, pass, billed } = metered;
  const items = [{ price: plan }];
  const phases = [{ items }, { items: [{ price: plan, quantity: 2 }], proration_behavior: "none" as const }];
  const { subscription } = await client.subscriptionSchedules.create({ customer, phases });
  await client.subscriptionItems.create({ subscription: subscription!, price: calls });
  await use(30);
  await pass(32);
  const removed = await client.subscriptions.get(subscription!);
  expect(removed.items.data.map(({ price, quantity }) => [price.id, quantity])).toEqual([[plan, 2]]);
  expect((await billed(subscription!)).at(-1)).toEqual([2150, "30 for 150", "2 for 2000"]);
});

test("a phase takes a metered price, whose quantity nobody agrees on", async ({ metered }) => {
  const { client, customer, plan, calls, dear, use, pass, billed } = metered;
  const twoPlans = { price: plan, quantity: 2 };
  const counted = { items: [twoPlans, { price: calls, quantity: 1 }] };
  expect(await failureOf(client.subscriptionSchedules.create({ customer, phases: [counted] }))).toMatchObject({
    code: "parameter_invalid",
    param: "phases[0].items[1].quantity",
  });
  const { subscription, phases } = await client.subscriptionSchedules.create({
    customer,
    phases: [{ items: [twoPlans, { price: calls }] }, { items: [twoPlans, { price: dear }] }],
  });
  expect(phases.map(({ items }) => items.map(({ quantity }) => quantity))).toEqual([
    [2, null],
    [2, null],
  ]);
  await use(30);
  await pass(32);
  await use(10);
  await pass(31);
  expect((await billed(subscription!)).map(([total]) => total)).toEqual([2000, 2000 + 150, 2000 + 70]);
});

test("a schedule of a subscription that a meter counts goes on with it", async ({ metered }) => {
  const { client, plan, calls, subscribe, use, pass, billed } = metered;
  const { id } = await subscribe(calls);
  const schedule = await client.subscriptionSchedules.create({ from_subscription: id });
  const { end_date, items } = schedule.phases[0]!;
  expect(items).toMatchObject([{ price: calls, quantity: null }]);
  await client.subscriptionSchedules.update(schedule.id, {
    phases: [{ items: [{ price: calls }], end_date }, { items: [{ price: calls }, { price: plan }] }],
  });
  await use(30);
  await pass(32);
  expect((await billed(id)).map(([total]) => total)).toEqual([0, 1000 + 150]);
});

test.for([
  { invoice_now: true, outcome: "billed", final: [[220, "30 for 150", "10 for 70"]] },
  { invoice_now: false, outcome: "dropped", final: [] },
])("what was used is $outcome where `invoice_now` of a cancellation is $invoice_now", async (ending, { metered }) => {
  const { client, plan, calls, dear, subscribe, use, pass, billed, waiting } = metered;
  const { id, items } = await subscribe(plan, calls);
  await use(30);
  await pass(1);
  await client.subscriptions.update(id, { items: [{ id: items[1]!, price: dear }] });
  await use(10);
  await pass(1);
  const end = await client.invoices.createPreview({
    subscription: id,
    subscription_details: { cancel_now: true, proration_behavior: "none" },
  });
  expect(end.total).toBe(70 + 150);
  await client.subscriptions.cancel(id, { invoice_now: ending.invoice_now });
  expect((await billed(id)).slice(1)).toEqual(ending.final);
  expect(await waiting()).toEqual([]);
});

test("a swap that is not paid for leaves all that was used to the price before", async ({ metered }) => {
  const { client, customer, plan, calls, dear, subscribe, use, pass, billed } = metered;
  const { id, items } = await subscribe(plan, calls);
  await use(30);
  await pass(5);
  await payWith(client, customer, "pm_card_chargeCustomerFail");
  const swapped = await client.subscriptions.update(id, {
    items: [{ id: items[1]!, price: dear }],
    payment_behavior: "pending_if_incomplete",
    proration_behavior: "always_invoice",
  });
  expect(swapped.pending_update).not.toBeNull();
  await client.invoices.void(swapped.latest_invoice!);
  await use(10);
  await pass(27);
  expect((await billed(id)).at(-1)).toEqual([1200, "40 for 200", "1 for 1000"]);
});

/** A subscription that is paused on its tenth day, after 10 calls. */
async function paused(
  { client, calls, subscribe, use, pass }: Awaited<ReturnType<typeof meteredCustomer>>,
  terms: { proration_behavior?: "none" } = {},
): Promise<string> {
  const { id } = await subscribe(calls);
  await use(10);
  await pass(10);
  await client.subscriptions.pause(id, terms);
  return id;
}

test.for([{}, { proration_behavior: "none" }] as const)(
  "what was used before a pause with %j is billed once, when it goes on in a later period",
  async (terms, { metered }) => {
    const { client, use, pass, billed, waiting } = metered;
    const id = await paused(metered, terms);
    const period = { start: frozenAt, end: frozenAt + 10 * daySeconds };
    expect(await waiting()).toMatchObject([{ amount: 50, quantity: 10, period, proration: false }]);
    await pass(30);
    await client.subscriptions.resume(id, { billing_cycle_anchor: "unchanged" });
    await use(2);
    await pass(31);
    expect((await billed(id)).slice(1)).toEqual([[60, "10 for 50", "2 for 10"]]);
  },
);

test("what was used before a pause is not billed again by the period in which it goes on", async ({ metered }) => {
  const { client, use, pass, billed } = metered;
  const id = await paused(metered);
  await pass(1);
  await client.subscriptions.resume(id, { billing_cycle_anchor: "unchanged" });
  await use(3);
  await pass(25);
  expect((await billed(id)).slice(1)).toEqual([[65, "10 for 50", "3 for 15"]]);
});

test("what was used before a pause is billed with the end of a subscription that stays paused", async ({ metered }) => {
  const { client, pass, billed } = metered;
  const id = await paused(metered);
  await pass(40);
  await client.subscriptions.cancel(id, { invoice_now: true });
  expect((await billed(id)).slice(1)).toEqual([[50, "10 for 50"]]);
});

test("what could not be billed is refused when it is noted, and the rest is billed on its day", async ({ metered }) => {
  const { client, customer, calls, subscribe, use, pass, billed } = metered;
  const { id } = await subscribe(calls);
  await use(150_000_000_000);
  const before = await newestSeq(client);
  for (const refused of [50_000_000_000, 999_999_999_999]) {
    expect(await failureOf(use(refused))).toMatchObject({ code: "amount_too_large", param: "payload.value" });
  }
  expect(await newestSeq(client)).toBe(before);
  await use(49_999_999_999);
  await pass(32);
  expect(await billed(id)).toEqual([
    [0, "0 for 0"],
    [999_999_999_995, "199999999999 for 999999999995"],
  ]);
  // Of the period that runs now, nothing is used yet; and of a sum below zero nothing is billed.
  await use(199_999_999_999);
  await use(-999_999_999_999);
  await pass(31);
  expect((await billed(id)).at(-1)).toEqual([0, "0 for 0"]);
  // No draft was given up for lack of a sum: the one is beyond what can be charged.
  const drafts = await client.invoices.list({ customer, status: "draft" });
  expect(drafts.data.map(({ total, auto_advance: goesOn }) => [total, goesOn])).toEqual([[999_999_999_995, false]]);
});

test("a price that comes after what was noted ahead bills as much of it as a line can cost", async ({ metered }) => {
  const { client, customer, calls, subscribe, pass, billed } = metered;
  const { id, items } = await subscribe(calls);
  const { price } = await client.subscriptionItems.get(items[0]);
  const meter = price.recurring!.meter!;
  const gold = await callPrice(client, 99_999_999, meter);
  await client.meterEvents.create({
    event_name: "call",
    payload: { stripe_customer_id: customer, value: "100000000000" },
    timestamp: frozenAt + 60,
  });
  await client.subscriptions.update(id, { items: [{ id: items[0], price: gold }] });
  await pass(32);
  expect((await billed(id)).at(-1)).toEqual([999_999_999_999, "100000000000 for 999999999999"]);
  await pass(31);
  expect((await billed(id)).at(-1)).toEqual([0, "0 for 0"]);
});
