import { expect, test } from "vitest";

import { failureOf, startStripe } from "./client.ts";
import { declaring, payerOf } from "./declared.ts";

const declared = declaring(["DeletedDiscount", "Discount", "Invoice", "Subscription", "SubscriptionItem"]);

const daySeconds = 24 * 3600;

test("the official client gives a subscription discounts and tax rates, changes and removes them", async () => {
  const { sandbox, stripe } = await startStripe();
  const customer = await payerOf(stripe);
  const { id: price } = await stripe.prices.create({
    currency: "usd",
    unit_amount: 2000,
    product_data: { name: "Plan" },
    recurring: { interval: "month" },
  });
  const coupon = await stripe.coupons.create({ percent_off: 25, duration: "repeating", duration_in_months: 2 });
  const half = await stripe.coupons.create({ percent_off: 50, duration: "forever" });
  const code = await stripe.promotionCodes.create({ promotion: { type: "coupon", coupon: half.id } });
  const rate = await stripe.taxRates.create({ display_name: "VAT", inclusive: false, percentage: 20 });
  const created = await stripe.subscriptions.create({
    customer,
    items: [{ price }],
    discounts: [{ coupon: coupon.id }],
    default_tax_rates: [rate.id],
    expand: ["discounts", "latest_invoice"],
  });
  expect(declared("Subscription", created)).toMatchObject({
    default_tax_rates: [{ id: rate.id, object: "tax_rate", percentage: 20 }],
    latest_invoice: { status: "paid", subtotal: 2000, total: 1800 },
  });
  const [discount] = created.discounts;
  expect(declared("Discount", discount as object)).toMatchObject({
    subscription: created.id,
    source: { coupon: coupon.id, type: "coupon" },
  });
  const told = await stripe.events.list({ type: "customer.discount.created" });
  expect(told.data.map(({ data }) => data.object)).toMatchObject([{ customer, subscription: created.id }]);
  await sandbox.clock.advance(92 * daySeconds);
  const { data } = await stripe.invoices.list({ subscription: created.id });
  expect(data.map((invoice) => declared("Invoice", invoice).total)).toEqual([2400, 2400, 1800, 1800]);
  const changed = await stripe.subscriptions.update(created.id, { discounts: [{ promotion_code: code.id }] });
  expect(changed.discounts).toHaveLength(1);
  expect(changed.default_tax_rates).toMatchObject([{ id: rate.id }]);
  const listed = await stripe.subscriptions.list({ customer });
  expect(listed.data[0]?.default_tax_rates).toMatchObject([{ id: rate.id }]);
  const bare = await stripe.subscriptions.update(created.id, { discounts: "", default_tax_rates: "" });
  expect(declared("Subscription", bare)).toMatchObject({ discounts: [], default_tax_rates: [] });
  const removed = await stripe.events.list({ type: "customer.discount.deleted" });
  expect(removed.data.map(({ data }) => data.object)).toMatchObject([{ promotion_code: code.id }]);
  const gone = await failureOf(stripe.subscriptions.update(created.id, { discounts: [{ coupon: "gone" }] }));
  expect(gone).toMatchObject({ statusCode: 400, code: "resource_missing", param: "discounts[0][coupon]" });
  await stripe.promotionCodes.update(code.id, { active: false });
  const off = await failureOf(
    stripe.subscriptions.create({ customer, items: [{ price }], discounts: [{ promotion_code: code.id }] }),
  );
  expect(off).toMatchObject({ statusCode: 400, param: "discounts[0][promotion_code]" });
  expect((await stripe.subscriptions.list({ customer })).data).toHaveLength(1);
});

test("the official client gives single items discounts and tax rates", async () => {
  const { stripe } = await startStripe();
  const customer = await payerOf(stripe);
  const { id: price } = await stripe.prices.create({
    currency: "usd",
    unit_amount: 2000,
    product_data: { name: "Plan" },
    recurring: { interval: "month" },
  });
  const { id: coupon } = await stripe.coupons.create({ percent_off: 25, duration: "forever" });
  const { id: rate } = await stripe.taxRates.create({ display_name: "VAT", inclusive: false, percentage: 20 });
  const created = await stripe.subscriptions.create({
    customer,
    items: [{ price, discounts: [{ coupon }], tax_rates: [rate] }],
    expand: ["items.data.discounts", "latest_invoice"],
  });
  expect(declared("Subscription", created)).toMatchObject({ latest_invoice: { subtotal: 1500, total: 1800 } });
  const [item] = created.items.data;
  expect(declared("SubscriptionItem", item!)).toMatchObject({
    discounts: [{ object: "discount", subscription: null, subscription_item: item!.id }],
    tax_rates: [{ id: rate, percentage: 20 }],
  });
  const bare = await stripe.subscriptionItems.update(item!.id, { discounts: "", tax_rates: "" });
  expect(declared("SubscriptionItem", bare)).toMatchObject({ discounts: [], tax_rates: [] });
  const again = await stripe.subscriptionItems.update(item!.id, { discounts: [{ coupon }], tax_rates: [rate] });
  expect(again.discounts).toHaveLength(1);
  expect((await stripe.subscriptionItems.list({ subscription: created.id })).data[0]?.tax_rates).toMatchObject([
    { id: rate },
  ]);
  expect((await stripe.subscriptions.list({ customer })).data[0]?.items.data[0]?.tax_rates).toMatchObject([
    { id: rate },
  ]);
  const gone = stripe.subscriptions.update(created.id, { items: [{ id: item!.id, discounts: [{ coupon: "gone" }] }] });
  expect(await failureOf(gone)).toMatchObject({
    code: "resource_missing",
    param: "items[0][discounts][0][coupon]",
  });
});

test("the official client takes the discount off a subscription", async () => {
  const { stripe } = await startStripe();
  const customer = await payerOf(stripe);
  const { id: price } = await stripe.prices.create({
    currency: "usd",
    unit_amount: 2000,
    product_data: { name: "Plan" },
    recurring: { interval: "month" },
  });
  const { id: coupon } = await stripe.coupons.create({ percent_off: 25, duration: "forever" });
  const { id, discounts } = await stripe.subscriptions.create({
    customer,
    items: [{ price }],
    discounts: [{ coupon }],
  });
  expect(declared("DeletedDiscount", await stripe.subscriptions.deleteDiscount(id))).toMatchObject({
    id: discounts[0],
    deleted: true,
    subscription: id,
  });
  expect((await stripe.subscriptions.retrieve(id)).discounts).toEqual([]);
  expect(await failureOf(stripe.subscriptions.deleteDiscount(id))).toMatchObject({ statusCode: 404 });
});
