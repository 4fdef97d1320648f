import { expect, test } from "vitest";

import { startReceiver } from "../../support/receiver.ts";
import { startStripe } from "./client.ts";
import { payerOf } from "./declared.ts";

test("an empty text takes all of the metadata from whatever has some", async () => {
  const { stripe } = await startStripe();
  const { url } = await startReceiver();
  const noted = { metadata: { team: "7" } };
  const cleared = { metadata: "" } as const;
  const customer = await payerOf(stripe);
  const product = await stripe.products.create({ name: "Tea", ...noted });
  const price = await stripe.prices.create({
    product: product.id,
    currency: "usd",
    unit_amount: 500,
    recurring: { interval: "month" },
    ...noted,
  });
  const coupon = await stripe.coupons.create({ percent_off: 10, duration: "once", ...noted });
  const code = await stripe.promotionCodes.create({ promotion: { type: "coupon", coupon: coupon.id }, ...noted });
  const rate = await stripe.taxRates.create({ display_name: "VAT", percentage: 19, inclusive: false, ...noted });
  const subscription = await stripe.subscriptions.create({
    customer,
    items: [{ price: price.id, ...noted }],
    ...noted,
  });
  const [item] = subscription.items.data;
  const schedule = await stripe.subscriptionSchedules.create({ from_subscription: subscription.id });
  const invoice = await stripe.invoices.create({ customer, ...noted });
  const line = await stripe.invoiceItems.create({
    customer,
    amount: 100,
    currency: "usd",
    invoice: invoice.id,
    ...noted,
  });
  const change = await stripe.customers.createBalanceTransaction(customer, { amount: -5, currency: "usd", ...noted });
  const quote = await stripe.quotes.create({ customer, line_items: [{ price: price.id }], ...noted });
  const link = await stripe.paymentLinks.create({ line_items: [{ price: price.id, quantity: 1 }], ...noted });
  const endpoint = await stripe.webhookEndpoints.create({ url, enabled_events: ["*"], ...noted });
  const plan = await stripe.plans.create({
    currency: "usd",
    interval: "month",
    amount: 1,
    product: product.id,
    ...noted,
  });

  const updated = [
    await stripe.invoiceItems.update(line.id, cleared),
    await stripe.invoices.update(invoice.id, cleared),
    await stripe.customers.updateBalanceTransaction(customer, change.id, cleared),
    await stripe.products.update(product.id, cleared),
    await stripe.prices.update(price.id, cleared),
    await stripe.plans.update(plan.id, cleared),
    await stripe.coupons.update(coupon.id, cleared),
    await stripe.promotionCodes.update(code.id, cleared),
    await stripe.taxRates.update(rate.id, cleared),
    await stripe.subscriptionItems.update(item?.id ?? "", cleared),
    await stripe.subscriptionSchedules.update(schedule.id, cleared),
    await stripe.subscriptions.update(subscription.id, cleared),
    await stripe.quotes.update(quote.id, cleared as never),
    await stripe.paymentLinks.update(link.id, cleared as never),
    await stripe.webhookEndpoints.update(endpoint.id, cleared),
  ];
  for (const each of updated) expect(each).toMatchObject({ metadata: {} });
  for (const { object, metadata } of updated) expect({ object, metadata }).toEqual({ object, metadata: {} });
  expect((await stripe.subscriptions.retrieve(subscription.id)).metadata).toEqual({});
});

test("an empty text takes a text away", async () => {
  const { stripe } = await startStripe();
  const texts = { description: "Green", unit_label: "cup", url: "https://example.com", tax_code: "txcd_10000000" };
  const { id } = await stripe.products.create({ name: "Tea", ...texts });
  const plain = await stripe.products.update(id, { description: "", unit_label: "", url: "", tax_code: "" });
  expect(plain).toMatchObject({ name: "Tea", description: null, unit_label: null, url: null, tax_code: null });

  const price = { product: id, currency: "usd", unit_amount: 500, recurring: { interval: "month" } } as const;
  const { id: monthly } = await stripe.prices.create(price);
  const customer = await payerOf(stripe);
  const subscription = await stripe.subscriptions.create({
    customer,
    items: [{ price: monthly }],
    description: "Gold",
  });
  expect((await stripe.subscriptions.update(subscription.id, { description: "" })).description).toBeNull();

  const intent = await stripe.paymentIntents.create({
    amount: 2000,
    currency: "usd",
    setup_future_usage: "off_session",
  });
  expect((await stripe.paymentIntents.update(intent.id, { setup_future_usage: "" })).setup_future_usage).toBeNull();
});
