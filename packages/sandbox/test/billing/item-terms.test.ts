import type { Client } from "@micro/sdk";
import { expect, test } from "vitest";

import { failureOf } from "../support/failure.ts";
import { eventTypesOf, newestSeq } from "../support/look.ts";
import { differencesOf } from "../support/payments.ts";
import { frozenAt, startSandbox } from "../support/sandbox.ts";
import { invoicesOf, payerWith, planOf } from "../support/subscriptions.ts";

/** Half of the first period: from 15 January to 15 February 2027. */
const half = (31 * 24 * 3600) / 2;

const couponOf = async (client: Client, input: Parameters<Client["coupons"]["create"]>[0]) =>
  (await client.coupons.create(input)).id;

const taxOf = async (client: Client, percentage: string) =>
  (await client.taxRates.create({ display_name: "VAT", inclusive: false, percentage })).id;

async function start() {
  const sandbox = await startSandbox();
  const { client } = sandbox;
  const customer = await payerWith(client);
  const prices = [await planOf(client, 2000), await planOf(client, 1000)] as const;
  return { sandbox, client, customer, prices, clock: sandbox.clock };
}

test("an item's discounts come before its subscription's, and its tax rates in their place", async () => {
  const { sandbox, client, clock, customer, prices } = await start();
  const [wide, narrow] = [await taxOf(client, "10"), await taxOf(client, "20")];
  const halved = await couponOf(client, { percent_off: "50", duration: "forever" });
  const fixed = await couponOf(client, { amount_off: 400, currency: "usd", duration: "forever" });
  const before = await newestSeq(client);
  const { id, items, discounts } = await client.subscriptions.create({
    customer,
    items: [{ price: prices[0], discounts: [{ coupon: halved }], tax_rates: [narrow] }, { price: prices[1] }],
    default_tax_rates: [wide],
    discounts: [{ coupon: fixed }],
  });
  const [first, second] = items.data;
  expect([first!.tax_rates, second!.tax_rates, second!.discounts]).toEqual([[narrow], [], []]);
  const [discount] = first!.discounts;
  expect(await client.discounts.get(discount!)).toMatchObject({ subscription: null, subscription_item: first!.id });
  const told = (await eventTypesOf(client, before)).filter((type) => type.startsWith("customer.discount."));
  expect(told).toEqual(["customer.discount.created", "customer.discount.created"]);
  await clock.advance(2 * half + 3600 + 31 * 24 * 3600);
  for (const invoice of await invoicesOf(client, { id })) {
    expect(
      invoice.lines.data.map(({ discounts: own, discount_amounts: taken, taxes }) => [own, taken, taxes[0]]),
    ).toEqual([
      [
        [discount],
        [
          { amount: 1000, discount },
          { amount: 200, discount: discounts[0] },
        ],
        { amount: 160, tax_behavior: "exclusive", tax_rate: narrow, taxable_amount: 800 },
      ],
      [
        [],
        [{ amount: 200, discount: discounts[0] }],
        { amount: 80, tax_behavior: "exclusive", tax_rate: wide, taxable_amount: 800 },
      ],
    ]);
    expect(invoice).toMatchObject({ status: "paid", total: 1840 });
  }
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("prorations of an item have its discounts and tax rates, the credit what it was billed with", async () => {
  const { sandbox, client, clock, customer, prices } = await start();
  const rate = await taxOf(client, "20");
  const coupon = await couponOf(client, { percent_off: "50", duration: "once" });
  const { id, items } = await client.subscriptions.create({
    customer,
    items: [{ price: prices[0], discounts: [{ coupon }], tax_rates: [rate] }],
  });
  const [item] = items.data;
  expect(item!.discounts).toEqual([]);
  await clock.advance(half);
  await client.subscriptionItems.update(item!.id, { quantity: 2, proration_behavior: "always_invoice" });
  const prorated = (await invoicesOf(client, { id })).at(-1)!;
  expect(prorated.lines.data.map(({ amount, taxes }) => [amount, taxes[0]?.amount])).toEqual([
    [-500, -100],
    [2000, 400],
  ]);
  // An item that is added has its own from its first day.
  const tenth = await couponOf(client, { percent_off: "10", duration: "forever" });
  const added = await client.subscriptionItems.create({
    subscription: id,
    price: prices[1],
    discounts: [{ coupon: tenth }],
    tax_rates: [rate],
    proration_behavior: "always_invoice",
  });
  expect([added.discounts.length, added.tax_rates]).toEqual([1, [rate]]);
  expect((await invoicesOf(client, { id })).at(-1)).toMatchObject({ subtotal: 450, total: 540 });
  await clock.advance(half + 3600);
  expect((await invoicesOf(client, { id })).at(-1)).toMatchObject({ total: (4000 + 900) * 1.2, status: "paid" });
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("another discount alone is no change of an item: it counts from the next period on", async () => {
  const { sandbox, client, clock, customer, prices } = await start();
  const [old, young] = [
    await couponOf(client, { percent_off: "50", duration: "forever" }),
    await couponOf(client, { percent_off: "25", duration: "forever" }),
  ];
  const { id, items } = await client.subscriptions.create({
    customer,
    items: [{ price: prices[0], discounts: [{ coupon: old }] }],
  });
  const [item] = items.data;
  await clock.advance(half);
  const before = await newestSeq(client);
  const changed = await client.subscriptionItems.update(item!.id, { discounts: [{ coupon: young }] });
  expect(await eventTypesOf(client, before)).toEqual([
    "customer.discount.deleted",
    "customer.discount.created",
    "customer.subscription.updated",
  ]);
  expect(changed.discounts).not.toEqual(item!.discounts);
  expect((await client.invoiceItems.list({ customer, pending: true })).data).toEqual([]);
  const bare = await client.subscriptions.update(id, { items: [{ id: item!.id, discounts: [], tax_rates: [] }] });
  expect(bare.items.data[0]).toMatchObject({ discounts: [], tax_rates: [] });
  await client.subscriptions.cancel(id, { prorate: true, invoice_now: true });
  // What was paid was 1000.
  expect((await invoicesOf(client, { id })).map(({ total }) => total)).toEqual([1000, -500]);
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("a preview tries the discounts of items, and redeems nothing", async () => {
  const { client, customer, prices } = await start();
  const rate = await taxOf(client, "20");
  const coupon = await couponOf(client, { percent_off: "50", duration: "forever" });
  const before = await newestSeq(client);
  const items = [{ price: prices[0], discounts: [{ coupon }], tax_rates: [rate] }];
  const preview = await client.invoices.createPreview({ customer, subscription_details: { items } });
  expect(preview).toMatchObject({ subtotal: 1000, total: 1200 });
  expect(await client.coupons.get(coupon)).toMatchObject({ times_redeemed: 0 });
  expect([await newestSeq(client), (await client.discounts.list({ customer })).data]).toEqual([before, []]);
});

test("what an item cannot have is refused by its name, and nothing is written", async () => {
  const { client, customer, prices } = await start();
  const good = await couponOf(client, { percent_off: "10" });
  const euros = await couponOf(client, { amount_off: 100, currency: "eur" });
  const rate = await taxOf(client, "5");
  await client.taxRates.update(rate, { active: false });
  const { id, items } = await client.subscriptions.create({ customer, items: [{ price: prices[0] }] });
  const [item] = items.data;
  const late = await client.promotionCodes.create({ coupon: good, expires_at: frozenAt + 1 });
  await client.promotionCodes.update(late.id, { active: false });
  type Sent = Pick<NonNullable<Parameters<Client["subscriptionItems"]["update"]>[1]>, "discounts" | "tax_rates">;
  const cases: [Sent, code: string, param: string][] = [
    [{ discounts: [{}] }, "parameter_missing", "discounts.0.coupon"],
    [{ discounts: [{ coupon: good }, { coupon: "gone" }] }, "resource_missing", "discounts.1.coupon"],
    [{ discounts: [{ promotion_code: late.id }] }, "coupon_expired", "discounts.0.promotion_code"],
    [{ discounts: [{ coupon: euros }] }, "currency_mismatch", "discounts.0.coupon"],
    [{ discounts: [{ coupon: good }], tax_rates: [rate] }, "parameter_invalid", "tax_rates.0"],
    [{ tax_rates: ["txr_gone"] }, "resource_missing", "tax_rates.0"],
  ];
  const before = await newestSeq(client);
  for (const [sent, code, param] of cases) {
    expect(await failureOf(client.subscriptionItems.update(item!.id, sent))).toMatchObject({ code, param });
    const inItems = { code, param: `items[0].${param}` };
    const change = client.subscriptions.update(id, { items: [{ id: item!.id, ...sent }] });
    expect(await failureOf(change)).toMatchObject(inItems);
    const news = client.subscriptions.create({ customer, items: [{ price: prices[1], ...sent }] });
    expect(await failureOf(news)).toMatchObject(inItems);
  }
  const waits = client.subscriptions.update(id, {
    items: [{ id: item!.id, tax_rates: [] }],
    payment_behavior: "pending_if_incomplete",
  });
  expect(await failureOf(waits)).toMatchObject({ code: "parameter_invalid", param: "items[0].tax_rates" });
  expect(await newestSeq(client)).toBe(before);
  expect(await client.coupons.get(good)).toMatchObject({ times_redeemed: 0 });
});
