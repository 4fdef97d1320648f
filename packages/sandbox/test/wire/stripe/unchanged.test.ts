import { describe, expect, test } from "vitest";

import { eventTypesOf, newestSeq } from "../../support/look.ts";
import { startSandbox } from "../../support/sandbox.ts";
import { payerWith, planOf, subscribe } from "../../support/subscriptions.ts";
import { startStripe } from "./client.ts";

describe("an update that changes nothing", () => {
  test("is told of by no event, and is no change of what says when it was changed", async () => {
    const { client, clock } = await startSandbox();
    const customer = await payerWith(client);
    const price = await planOf(client, 2000);
    const { id: subscription } = await subscribe(client, customer, price, { metadata: { plan: "gold" } });
    const { id: intent } = await client.paymentIntents.create({ amount: 2000, currency: "usd", description: "Tea" });
    const { id: coupon } = await client.coupons.create({ percent_off: "10", duration: "once", name: "Spring" });
    const { id: rate } = await client.taxRates.create({ display_name: "VAT", percentage: "19", inclusive: false });
    const product = await client.products.create({ name: "Tea", description: "Green" });
    const meter = await client.meters.create({
      display_name: "Calls",
      event_name: "calls",
      default_aggregation: { formula: "sum" },
    });
    await clock.advance(60);
    const before = await newestSeq(client);
    const updated = [
      await client.customers.update(customer, { name: "Ada", metadata: {} }),
      await client.prices.update(price, { active: true }),
      await client.subscriptions.update(subscription, { metadata: { plan: "gold" } }),
      await client.paymentIntents.update(intent, { amount: 2000, description: "Tea" }),
      await client.coupons.update(coupon, { name: "Spring" }),
      await client.taxRates.update(rate, { display_name: "VAT" }),
    ];
    expect(updated).toHaveLength(6);
    expect(await client.products.update(product.id, { name: "Tea", description: "Green" })).toEqual(product);
    expect(await client.meters.update(meter.id, { display_name: "Calls" })).toEqual(meter);
    expect(await eventTypesOf(client, before)).toEqual([]);

    expect((await client.products.update(product.id, { name: "Coffee" })).updated).toBe(product.updated + 60);
    await client.customers.update(customer, { name: "Bea" });
    expect(await eventTypesOf(client, before)).toEqual(["product.updated", "customer.updated"]);
  });

  test("is told of by none on Stripe's surface either", async () => {
    const { stripe } = await startStripe();
    const { id: customer } = await stripe.customers.create({ name: "Ada", metadata: { plan: "gold" } });
    const { id: product } = await stripe.products.create({ name: "Tea" });
    await stripe.customers.update(customer, { name: "Ada", metadata: { plan: "gold" } });
    await stripe.products.update(product, { name: "Tea" });
    await stripe.customers.update(customer, { metadata: { plan: "" } });
    const { data } = await stripe.events.list();
    expect(data.map(({ type }) => type)).toEqual(["customer.updated", "product.created", "customer.created"]);
    expect(data[0]?.data.previous_attributes).toEqual({ metadata: { plan: "gold" } });
  });
});
