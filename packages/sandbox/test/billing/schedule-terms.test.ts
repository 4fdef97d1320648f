import type { Client } from "@micro/sdk";
import type { InputOf, Operations } from "@micro/sdk/contract";
import { expect, test } from "vitest";

import { failureOf } from "../support/failure.ts";
import { newestSeq } from "../support/look.ts";
import { differencesOf } from "../support/payments.ts";
import { frozenAt, startSandbox } from "../support/sandbox.ts";
import { daySeconds, invoicesOf, payerWith, planOf, subscribe } from "../support/subscriptions.ts";

const until = (text: string) => Date.parse(text) / 1000 - frozenAt;

type Phase = NonNullable<InputOf<Operations["subscription_schedules.create"]>["phases"]>[number];

const couponOf = async (client: Client, input: Parameters<Client["coupons"]["create"]>[0]) =>
  (await client.coupons.create(input)).id;

const taxOf = async (client: Client, percentage: string) =>
  (await client.taxRates.create({ display_name: "VAT", inclusive: false, percentage })).id;

async function start() {
  const sandbox = await startSandbox();
  const { client } = sandbox;
  const customer = await payerWith(client);
  return { sandbox, client, clock: sandbox.clock, customer, price: await planOf(client, 2000) };
}

test("each phase's terms are there when it begins, and gone when the next one says nothing of them", async () => {
  const { sandbox, client, clock, customer, price } = await start();
  const rate = await taxOf(client, "20");
  const coupon = await couponOf(client, { percent_off: "50", duration: "forever" });
  const setup = (await client.prices.create({ product_data: { name: "Set-up" }, currency: "usd", unit_amount: 700 }))
    .id;
  const { id: other } = await client.paymentMethods.attach("pm_card_mastercard", { customer });
  const phases: Phase[] = [
    {
      items: [{ price }],
      add_invoice_items: [{ price: setup, tax_rates: [rate] }],
      default_tax_rates: [rate],
      description: "First",
      discounts: [{ coupon }],
      metadata: { stage: "one", first: "yes" },
      default_payment_method: other,
    },
    {
      items: [{ price }],
      collection_method: "send_invoice",
      days_until_due: 10,
      metadata: { stage: "two", first: "" },
    },
    {
      items: [{ price, discounts: [{ coupon }], tax_rates: [rate] }],
      add_invoice_items: [{ price: setup, quantity: 2 }],
    },
    { items: [{ price }] },
  ];
  const schedule = await client.subscriptionSchedules.create({
    customer,
    phases,
    default_settings: { description: "Else" },
  });
  expect(schedule.phases[0]).toMatchObject({ discounts: [{ coupon }], description: "First", trial_end: null });
  const id = schedule.subscription!;
  const shown = () => client.subscriptions.get(id);
  const first = await shown();
  expect(first).toMatchObject({
    collection_method: "charge_automatically",
    default_payment_method: other,
    default_tax_rates: [rate],
    description: "First",
    metadata: { stage: "one", first: "yes" },
  });
  expect(first.discounts).toHaveLength(1);
  await clock.advance(until("2027-02-15T10:00:00Z"));
  expect(await shown()).toMatchObject({
    collection_method: "send_invoice",
    days_until_due: 10,
    default_payment_method: null,
    default_tax_rates: [],
    description: "Else",
    discounts: [],
    metadata: { stage: "two" },
  });
  await clock.advance(28 * daySeconds);
  const third = await shown();
  expect(third).toMatchObject({ collection_method: "charge_automatically", days_until_due: null });
  expect(third.items.data[0]).toMatchObject({ tax_rates: [rate] });
  expect(third.items.data[0]!.discounts).toHaveLength(1);
  await clock.advance(31 * daySeconds);
  expect((await shown()).items.data[0]).toMatchObject({ discounts: [], tax_rates: [] });
  const invoices = await invoicesOf(client, { id });
  expect(invoices.map(({ total, collection_method: method }) => [total, method])).toEqual([
    // Half of 2000 and of the set-up, both with their tax.
    [(1000 + 350) * 1.2, "charge_automatically"],
    [2000, "send_invoice"],
    [1200 + 1400, "charge_automatically"],
    [2000, "charge_automatically"],
  ]);
  expect(await client.coupons.get(coupon)).toMatchObject({ times_redeemed: 2 });
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("a phase is a trial, in whole or up to an instant, and one can begin a period", async () => {
  const { sandbox, client, clock, customer, price } = await start();
  const day = (days: number) => frozenAt + days * daySeconds;
  const schedule = await client.subscriptionSchedules.create({
    customer,
    phases: [
      { items: [{ price }], trial: true, end_date: day(10) },
      { items: [{ price }], end_date: day(20) },
      { items: [{ price }], billing_cycle_anchor: "phase_start", end_date: day(25) },
      { items: [{ price }], trial_end: day(30), end_date: day(40) },
    ],
  });
  expect(schedule.phases.map(({ trial_end: end }) => end)).toEqual([day(10), null, null, day(30)]);
  const id = schedule.subscription!;
  expect(await client.subscriptions.get(id)).toMatchObject({ status: "trialing", trial_end: day(10) });
  await clock.advance(11 * daySeconds);
  expect(await client.subscriptions.get(id)).toMatchObject({ status: "active", billing_cycle_anchor: day(10) });
  await clock.advance(10 * daySeconds);
  expect(await client.subscriptions.get(id)).toMatchObject({ status: "active", billing_cycle_anchor: day(20) });
  await clock.advance(5 * daySeconds);
  expect(await client.subscriptions.get(id)).toMatchObject({ status: "trialing", trial_end: day(30) });
  await clock.advance(5 * daySeconds);
  expect(await client.subscriptions.get(id)).toMatchObject({ status: "active", billing_cycle_anchor: day(30) });
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("the schedule of a subscription begins with what it has, and changes with its defaults at once", async () => {
  const { client, customer, price } = await start();
  const coupon = await couponOf(client, { percent_off: "50", duration: "forever" });
  const before = await subscribe(client, customer, price, { description: "Ours", discounts: [{ coupon }] });
  const { id } = before;
  const schedule = await client.subscriptionSchedules.create({ from_subscription: id });
  expect(schedule.default_settings).toMatchObject({ collection_method: "charge_automatically", description: "Ours" });
  const [phase] = schedule.phases;
  expect(phase).toMatchObject({ discounts: [{ discount: before.discounts[0] }], description: null });
  const items = [{ price }];
  const kept = { items, discounts: phase!.discounts!, end_date: phase!.end_date };
  await client.subscriptionSchedules.update(schedule.id, { phases: [kept, { items }] });
  expect(await client.subscriptions.get(id)).toMatchObject({ discounts: before.discounts, description: "Ours" });
  await client.subscriptionSchedules.update(schedule.id, {
    default_settings: { description: "Theirs", collection_method: "send_invoice", days_until_due: 3 },
  });
  expect(await client.subscriptions.get(id)).toMatchObject({ description: "Theirs", days_until_due: 3 });
  await client.subscriptionSchedules.update(schedule.id, { phases: [{ items, end_date: phase!.end_date }] });
  expect((await client.subscriptions.get(id)).discounts).toEqual([]);
  expect(await client.coupons.get(coupon)).toMatchObject({ times_redeemed: 1 });
});

test("a coupon that is gone by its phase's time leaves the subscription as it is", async () => {
  const { sandbox, client, clock, customer, price } = await start();
  const coupon = await couponOf(client, { percent_off: "50" });
  const setup = (await client.prices.create({ product_data: { name: "Set-up" }, currency: "usd", unit_amount: 700 }))
    .id;
  const schedule = await client.subscriptionSchedules.create({
    customer,
    phases: [
      { items: [{ price }] },
      { items: [{ price, quantity: 2 }], add_invoice_items: [{ price: setup, discounts: [{ coupon }] }] },
    ],
  });
  await client.coupons.delete(coupon);
  await clock.advance(until("2027-02-15T10:00:00Z"));
  expect(await client.subscriptionSchedules.get(schedule.id)).toMatchObject({ status: "released" });
  const id = schedule.subscription!;
  expect((await invoicesOf(client, { id })).map(({ total }) => total)).toEqual([2000, 2000]);
  expect((await client.invoiceItems.list({ customer })).data).toEqual([]);
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("a schedule tells that it ends seven days before, once, and that it was aborted", async () => {
  const { client, clock, customer, price } = await start();
  const { id } = await subscribe(client, customer, price);
  const schedule = await client.subscriptionSchedules.create({ from_subscription: id });
  const told = async (type: string) => (await client.events.list({ type, limit: 100 })).data.length;
  await clock.advance(23 * daySeconds);
  expect(await told("subscription_schedule.expiring")).toBe(0);
  // Another phase moves the end.
  const [phase] = schedule.phases;
  const items = [{ price }];
  await client.subscriptionSchedules.update(schedule.id, {
    phases: [
      { items, end_date: phase!.end_date },
      { items, iterations: 12 },
    ],
  });
  await clock.advance(340 * daySeconds);
  expect(await told("subscription_schedule.expiring")).toBe(0);
  await clock.advance(28 * daySeconds);
  expect(await told("subscription_schedule.expiring")).toBe(1);
  const bad = await client.paymentMethods.attach("pm_card_chargeCustomerFail", { customer });
  await client.subscriptions.update(id, { default_payment_method: bad.id });
  await client.subscriptionSchedules.update(schedule.id, {
    phases: [{ items, end_date: frozenAt + 800 * daySeconds }],
  });
  await clock.advance(35 * daySeconds);
  expect(await client.subscriptions.get(id)).toMatchObject({ status: "canceled" });
  expect(await client.subscriptionSchedules.get(schedule.id)).toMatchObject({ status: "canceled" });
  expect([await told("subscription_schedule.aborted"), await told("subscription_schedule.canceled")]).toEqual([1, 0]);
  // After the day on which its end would be seven days ahead.
  await clock.advance((794 - 23 - 340 - 28 - 35) * daySeconds);
  expect(await told("subscription_schedule.expiring")).toBe(0);
});

test("what a phase cannot say is refused by its name, and nothing is written", async () => {
  const { client, customer, price } = await start();
  const other = await payerWith(client);
  const theirs = await client.paymentMethods.attach("pm_card_visa", { customer: other });
  const spent = await couponOf(client, { percent_off: "50", max_redemptions: 1 });
  await client.discounts.create({ customer: other, coupon: spent });
  const items = [{ price }];
  const cases: [Partial<Phase>, code: string, param: string][] = [
    [{ discounts: [{ coupon: spent }] }, "coupon_expired", "discounts.0.coupon"],
    [{ items: [{ price, discounts: [{ coupon: spent }] }] }, "coupon_expired", "items[0].discounts.0.coupon"],
    [{ items: [{ price, tax_rates: ["txr_gone"] }] }, "resource_missing", "items[0].tax_rates.0"],
    [{ default_tax_rates: ["txr_gone"] }, "resource_missing", "default_tax_rates.0"],
    [{ default_payment_method: theirs.id }, "resource_missing", "default_payment_method"],
    [{ collection_method: "send_invoice" }, "parameter_missing", "days_until_due"],
    [{ days_until_due: 3 }, "parameter_invalid", "days_until_due"],
    [{ add_invoice_items: [{ price }] }, "parameter_invalid", "add_invoice_items[0].price"],
    [{ trial: true, trial_end: frozenAt + 60 }, "parameter_invalid", "trial_end"],
    [{ trial_end: frozenAt }, "parameter_invalid", "trial_end"],
    [{ trial_end: frozenAt + 400 * daySeconds }, "parameter_invalid", "trial_end"],
  ];
  const before = await newestSeq(client);
  for (const [phase, code, param] of cases) {
    const sent = client.subscriptionSchedules.create({ customer, phases: [{ items }, { items, ...phase }] });
    expect(await failureOf(sent)).toMatchObject({ code, param: `phases[1].${param}` });
  }
  expect(await newestSeq(client)).toBe(before);
  expect((await client.subscriptionSchedules.list({})).data).toEqual([]);
});
