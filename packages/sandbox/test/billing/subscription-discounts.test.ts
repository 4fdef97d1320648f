import type { Client } from "@micro/sdk";
import { expect, test } from "vitest";

import { failureOf } from "../support/failure.ts";
import { balancesOf, eventTypesOf, newestSeq } from "../support/look.ts";
import { differencesOf } from "../support/payments.ts";
import { frozenAt, startSandbox } from "../support/sandbox.ts";
import { daySeconds, invoicesOf, payerWith, planOf, subscribe } from "../support/subscriptions.ts";

const until = (text: string) => Date.parse(text) / 1000 - frozenAt;

const taxOf = async (client: Client, percentage: string) =>
  (await client.taxRates.create({ display_name: "VAT", inclusive: false, percentage })).id;

const couponOf = async (client: Client, input: Parameters<Client["coupons"]["create"]>[0]) =>
  (await client.coupons.create(input)).id;

const totalsOf = async (client: Client, subscription: { id: string }) =>
  (await invoicesOf(client, subscription)).map(({ total }) => total);

const discountEvents = async (client: Client, after: number) =>
  (await eventTypesOf(client, after)).filter((type) => type.startsWith("customer.discount."));

test("a repeating coupon is on the invoices of its months, and a tax on those of six renewals", async () => {
  const sandbox = await startSandbox();
  const { client, clock } = sandbox;
  const customer = await payerWith(client);
  const rate = await taxOf(client, "20");
  const coupon = await couponOf(client, { percent_off: "25", duration: "repeating", duration_in_months: 3 });
  const before = await newestSeq(client);
  const subscription = await subscribe(client, customer, await planOf(client, 2000), {
    discounts: [{ coupon }],
    default_tax_rates: [rate],
  });
  expect(await discountEvents(client, before)).toEqual(["customer.discount.created"]);
  expect(subscription.default_tax_rates).toEqual([rate]);
  const [discount] = subscription.discounts;
  expect(await client.discounts.get(discount!)).toMatchObject({
    coupon: { id: coupon },
    customer,
    end: frozenAt + until("2027-04-15T08:00:00Z"),
    invoice: null,
    subscription: subscription.id,
  });
  await clock.advance(until("2027-07-15T09:00:00Z"));
  const invoices = await invoicesOf(client, subscription);
  expect(invoices.map(({ status, discounts, total }) => [status, discounts, total])).toEqual([
    ...Array.from({ length: 3 }, () => ["paid", [discount], 1800]),
    ...Array.from({ length: 4 }, () => ["paid", [], 2400]),
  ]);
  expect(invoices[2]).toMatchObject({
    subtotal: 2000,
    total_discount_amounts: [{ amount: 500, discount }],
    total_taxes: [{ amount: 300, tax_rate: rate, taxable_amount: 1500 }],
  });
  expect((await client.subscriptions.get(subscription.id)).discounts).toEqual([]);
  expect(await client.coupons.get(coupon)).toMatchObject({ times_redeemed: 1 });
  expect((await balancesOf(client)).accounts["liabilities:tax_payable:usd usd"]).toBe(-(3 * 300 + 4 * 400));
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("a subscription's own discount takes the place of its customer's, once for one invoice, or forever", async () => {
  const sandbox = await startSandbox();
  const { client, clock } = sandbox;
  const customer = await payerWith(client);
  await client.discounts.create({
    customer,
    coupon: await couponOf(client, { percent_off: "10", duration: "forever" }),
  });
  const price = await planOf(client, 2000);
  const once = await couponOf(client, { percent_off: "50", duration: "once", max_redemptions: 2 });
  const forever = await couponOf(client, { amount_off: 700, currency: "usd", duration: "forever" });
  const plain = await subscribe(client, customer, price);
  const first = await subscribe(client, customer, price, { discounts: [{ coupon: once }] });
  const trial = await subscribe(client, customer, price, { discounts: [{ coupon: once }], trial_period_days: 7 });
  const always = await subscribe(client, customer, price, { discounts: [{ coupon: forever }] });
  expect([first.discounts.length, trial.discounts.length, always.discounts.length]).toEqual([0, 1, 1]);
  const preview = await client.invoices.createPreview({ subscription: trial.id });
  expect(preview).toMatchObject({ total: 1000, discounts: trial.discounts });
  await clock.advance(until("2027-03-15T09:00:00Z"));
  expect(await totalsOf(client, plain)).toEqual([1800, 1800, 1800]);
  expect(await totalsOf(client, first)).toEqual([1000, 1800, 1800]);
  expect(await totalsOf(client, trial)).toEqual([0, 1000, 1800]);
  expect(await totalsOf(client, always)).toEqual([1300, 1300, 1300]);
  expect(await client.coupons.get(once)).toMatchObject({ times_redeemed: 2, valid: false });
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("discounts and tax rates are changed and removed, and prorations are discounted and taxed", async () => {
  const sandbox = await startSandbox();
  const { client, clock } = sandbox;
  const customer = await payerWith(client);
  const price = await planOf(client, 2000);
  const rate = await taxOf(client, "20");
  const half = await couponOf(client, { percent_off: "50", duration: "forever" });
  const { id: code } = await client.promotionCodes.create({
    coupon: half,
    restrictions: { minimum_amount: 2000, minimum_amount_currency: "usd" },
  });
  const fixed = await couponOf(client, { amount_off: 100, currency: "usd", duration: "forever" });
  const { id, items } = await subscribe(client, customer, price, { discounts: [{ coupon: fixed }] });
  const before = await newestSeq(client);
  const given = await client.subscriptions.update(id, {
    discounts: [{ promotion_code: code }],
    default_tax_rates: [rate],
  });
  expect(await discountEvents(client, before)).toEqual(["customer.discount.deleted", "customer.discount.created"]);
  const [discount] = given.discounts;
  expect(await client.discounts.get(discount!)).toMatchObject({ promotion_code: code, subscription: id });
  const both = await client.subscriptions.update(id, { discounts: [{ coupon: fixed }, { discount: discount! }] });
  expect(both.discounts[1]).toBe(discount);
  expect(await client.coupons.get(half)).toMatchObject({ times_redeemed: 1 });
  expect(await client.invoices.createPreview({ subscription: id })).toMatchObject({ subtotal: 2000, total: 1140 });
  const [item] = items.data;
  await clock.advance((item!.current_period_end - frozenAt) / 2);
  await client.subscriptions.update(id, {
    items: [{ id: item!.id, quantity: 2 }],
    proration_behavior: "always_invoice",
  });
  const prorated = (await invoicesOf(client, { id })).at(-1);
  // The credit is of what was billed: 2000 less 100. The charge is with today's discounts: 4000 less 100, and half of it.
  expect(prorated?.lines.data.map((line) => [line.amount, line.discountable, line.discounts.length])).toEqual([
    [-950, false, 1],
    [975, false, 2],
  ]);
  expect(prorated).toMatchObject({ subtotal: 25, total_discount_amounts: [], total: 30, status: "paid" });
  const bare = await client.subscriptions.update(id, { discounts: [], default_tax_rates: [] });
  expect(bare).toMatchObject({ discounts: [], default_tax_rates: [] });
  expect((await client.discounts.get(discount!)).end).toBe(frozenAt + (item!.current_period_end - frozenAt) / 2);
  await clock.advance(31 * daySeconds);
  expect((await invoicesOf(client, { id })).at(-1)).toMatchObject({ total: 4000, total_taxes: [] });
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("what a subscription was given stays through the phases of its schedule, and on its drafts", async () => {
  const sandbox = await startSandbox();
  const { client, clock } = sandbox;
  const customer = await payerWith(client);
  const [small, large] = [await planOf(client, 1000), await planOf(client, 3000)];
  const schedule = await client.subscriptionSchedules.create({
    customer,
    phases: [{ items: [{ price: small }] }, { items: [{ price: large }] }],
  });
  const id = schedule.subscription!;
  const half = await couponOf(client, { percent_off: "50", duration: "forever" });
  const rate = await taxOf(client, "10");
  const { discounts } = await client.subscriptions.update(id, {
    discounts: [{ coupon: half }],
    default_tax_rates: [rate],
  });
  await clock.advance(until("2027-02-15T08:00:00Z"));
  const draft = (await invoicesOf(client, { id })).at(-1)!;
  expect(draft).toMatchObject({ status: "draft", discounts, total: 1650 });
  const coupon = await couponOf(client, { amount_off: 500, currency: "usd" });
  const more = await client.invoices.update(draft.id, { discounts: [{ discount: discounts[0]! }, { coupon }] });
  expect(more).toMatchObject({ subtotal: 3000, total: 1100 });
  await clock.advance(3600);
  expect(await totalsOf(client, { id })).toEqual([1000, 1100]);
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("a discount for one invoice stays on its draft, and is not on the next one", async () => {
  const sandbox = await startSandbox();
  const { client, clock } = sandbox;
  const customer = await payerWith(client);
  const coupon = await couponOf(client, { percent_off: "50", duration: "once" });
  const terms = { collection_method: "send_invoice", days_until_due: 7 } as const;
  const { id } = await subscribe(client, customer, await planOf(client, 2000), { ...terms, discounts: [{ coupon }] });
  const [draft] = await invoicesOf(client, { id });
  expect(draft).toMatchObject({ status: "draft", total: 1000 });
  await clock.advance(60);
  await client.subscriptions.update(id, { billing_cycle_anchor: "now", proration_behavior: "none" });
  const [discount] = draft!.discounts;
  expect((await client.invoices.update(draft!.id, { discounts: [{ discount: discount! }] })).total).toBe(1000);
  const again = await failureOf(client.subscriptions.update(id, { discounts: [{ discount: discount! }] }));
  expect(again).toMatchObject({ code: "resource_missing", param: "discounts.0.discount" });
  await clock.advance(3600);
  expect(await totalsOf(client, { id })).toEqual([1000, 2000]);
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("what a subscription cannot be given is refused, and nothing is written", async () => {
  const { client, clock } = await startSandbox();
  const customer = await payerWith(client);
  const other = await payerWith(client);
  const price = await planOf(client, 2000);
  const good = await couponOf(client, { percent_off: "10" });
  const spent = await couponOf(client, { percent_off: "10", max_redemptions: 1, duration: "forever" });
  const theirs = await subscribe(client, other, price, { discounts: [{ coupon: spent }] });
  const late = await couponOf(client, { percent_off: "10", redeem_by: frozenAt + 10 });
  const euros = await couponOf(client, { amount_off: 100, currency: "eur" });
  const { id: dear } = await client.promotionCodes.create({
    coupon: good,
    restrictions: { minimum_amount: 2001, minimum_amount_currency: "usd" },
  });
  const rate = await taxOf(client, "5");
  await client.taxRates.update(rate, { active: false });
  const { id } = await subscribe(client, customer, price);
  await clock.advance(11);
  type Sent = Pick<Parameters<Client["subscriptions"]["update"]>[1] & object, "discounts" | "default_tax_rates">;
  const cases: [Sent, code: string, param: string][] = [
    [{ discounts: [{}] }, "parameter_missing", "discounts.0.coupon"],
    [{ discounts: [{ coupon: "gone" }] }, "resource_missing", "discounts.0.coupon"],
    [{ discounts: [{ coupon: good }, { coupon: spent }] }, "coupon_expired", "discounts.1.coupon"],
    [{ discounts: [{ coupon: late }] }, "coupon_expired", "discounts.0.coupon"],
    [{ discounts: [{ coupon: euros }] }, "currency_mismatch", "discounts.0.coupon"],
    [{ discounts: [{ promotion_code: dear }] }, "parameter_invalid", "discounts.0.promotion_code"],
    [{ discounts: [{ discount: theirs.discounts[0]! }] }, "resource_missing", "discounts.0.discount"],
    [{ discounts: [{ coupon: good }, { coupon: good }] }, "parameter_invalid", "discounts.1"],
    [{ discounts: [{ coupon: good }], default_tax_rates: [rate] }, "parameter_invalid", "default_tax_rates.0"],
    [{ default_tax_rates: ["txr_gone"] }, "resource_missing", "default_tax_rates.0"],
  ];
  const before = await newestSeq(client);
  for (const [sent, code, param] of cases) {
    expect(await failureOf(subscribe(client, customer, price, sent))).toMatchObject({ code, param });
    expect(await failureOf(client.subscriptions.update(id, sent))).toMatchObject({ code, param });
  }
  expect(await newestSeq(client)).toBe(before);
  expect(await client.coupons.get(good)).toMatchObject({ times_redeemed: 0 });
  expect((await client.discounts.list({ customer })).data).toEqual([]);
  expect((await client.subscriptions.list({ customer })).data).toHaveLength(1);
  await client.subscriptions.cancel(id);
  const over = client.subscriptions.update(id, { discounts: [] });
  expect(await failureOf(over)).toMatchObject({ code: "state_conflict", param: "discounts" });
});

test("the discount that was given last is ended by a call of its own, one at a time", async () => {
  const { client, clock } = await startSandbox();
  const customer = await payerWith(client);
  const [first, second] = [
    await couponOf(client, { percent_off: "50", duration: "forever" }),
    await couponOf(client, { amount_off: 100, currency: "usd", duration: "forever" }),
  ];
  const discounts = [{ coupon: first }, { coupon: second }];
  const given = await subscribe(client, customer, await planOf(client, 2000), { discounts });
  const { id } = given;
  const before = await newestSeq(client);
  const ended = await client.subscriptions.deleteDiscount(id);
  expect(ended).toMatchObject({ id: given.discounts[1], end: frozenAt, subscription: id, deleted: true });
  expect(await eventTypesOf(client, before)).toEqual(["customer.discount.deleted", "customer.subscription.updated"]);
  expect((await client.subscriptions.get(id)).discounts).toEqual([given.discounts[0]]);
  await clock.advance(until("2027-02-15T09:00:00Z"));
  expect(await totalsOf(client, { id })).toEqual([900, 1000]);
  await client.subscriptions.deleteDiscount(id);
  const none = client.subscriptions.deleteDiscount(id);
  expect(await failureOf(none)).toMatchObject({ code: "resource_missing", param: "id" });
  await client.subscriptions.cancel(id);
  const over = client.subscriptions.deleteDiscount(id);
  expect(await failureOf(over)).toMatchObject({ code: "state_conflict", param: "id" });
});
