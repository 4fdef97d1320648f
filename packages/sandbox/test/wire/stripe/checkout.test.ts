import type { Stripe } from "stripe";
import { describe, expect, test } from "vitest";

import { failureOf, startStripe } from "./client.ts";
import { declaring } from "./declared.ts";

const declared = declaring(["Checkout.Session"]);

/** Sends the form of a session's page, as a payer's browser does. */
const submit = (url: string | null, fields: Record<string, string> = { type: "card", test_card: "4242424242424242" }) =>
  fetch(url ?? "", {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", origin: new URL(url ?? "").origin },
    body: new URLSearchParams(fields),
    redirect: "manual",
  });

const tea = (unit_amount = 2000): Stripe.Checkout.SessionCreateParams.LineItem => ({
  price_data: { currency: "usd", unit_amount, product_data: { name: "Tea" } },
  quantity: 1,
});

describe("a session whose merchant takes something off", () => {
  test("by a coupon is paid at the lower sum, and the coupon is counted once", async () => {
    const { stripe } = await startStripe();
    const { id: coupon } = await stripe.coupons.create({ percent_off: 25, duration: "once" });
    const session = await stripe.checkout.sessions.create({
      mode: "payment",
      line_items: [tea()],
      discounts: [{ coupon }],
      expand: ["line_items"],
    });
    expect(declared("Checkout.Session", session)).toMatchObject({
      amount_subtotal: 2000,
      amount_total: 1500,
      discounts: [{ coupon, promotion_code: null }],
      line_items: { data: [{ amount_discount: 500, amount_total: 1500 }] },
      total_details: { amount_discount: 500 },
    });
    expect((await stripe.coupons.retrieve(coupon)).times_redeemed).toBe(0);
    await submit(session.url);
    const paid = await stripe.checkout.sessions.retrieve(session.id, { expand: ["payment_intent"] });
    expect(paid).toMatchObject({ payment_status: "paid", payment_intent: { amount_received: 1500 } });
    expect((await stripe.coupons.retrieve(coupon)).times_redeemed).toBe(1);
  });

  test("by a promotion code, of a subscription, has the discount in the subscription", async () => {
    const { stripe } = await startStripe();
    const { id: coupon } = await stripe.coupons.create({ amount_off: 500, currency: "usd", duration: "forever" });
    const { id: code } = await stripe.promotionCodes.create({ promotion: { type: "coupon", coupon }, code: "FIVE" });
    const { id: price } = await stripe.prices.create({
      currency: "usd",
      unit_amount: 2000,
      product_data: { name: "Plan" },
      recurring: { interval: "month" },
    });
    const mode = "subscription";
    const line_items = [{ price, quantity: 1 }];
    for (const discounts of [[{ promotion_code: code }], [{ coupon }]]) {
      const session = await stripe.checkout.sessions.create({ mode, line_items, discounts });
      expect(session.amount_total).toBe(1500);
      await submit(session.url);
      const paid = await stripe.checkout.sessions.retrieve(session.id, {
        expand: ["invoice", "subscription.discounts"],
      });
      expect(declared("Checkout.Session", paid)).toMatchObject({
        discounts: [{ coupon: null, promotion_code: null, ...discounts[0] }],
        invoice: { amount_paid: 1500 },
        subscription: { discounts: [{ source: { coupon } }] },
      });
    }
    expect((await stripe.promotionCodes.retrieve(code)).times_redeemed).toBe(1);
    expect((await stripe.coupons.retrieve(coupon)).times_redeemed).toBe(2);
  });

  test("by all of it is complete without a payment", async () => {
    const { stripe } = await startStripe();
    const { id: coupon } = await stripe.coupons.create({ percent_off: 100, duration: "once" });
    const { id, url } = await stripe.checkout.sessions.create({ line_items: [tea()], discounts: [{ coupon }] });
    await submit(url);
    const session = await stripe.checkout.sessions.retrieve(id);
    expect(session).toMatchObject({ payment_intent: null, payment_status: "no_payment_required" });
  });

  test("by a coupon that is deleted while its payment is authenticated is complete all the same", async () => {
    const { sandbox, stripe } = await startStripe();
    const { id: coupon } = await stripe.coupons.create({ percent_off: 25, duration: "once" });
    const { id, url } = await stripe.checkout.sessions.create({ line_items: [tea()], discounts: [{ coupon }] });
    const asked = await submit(url, { type: "card", test_card: "4000002500003155" });
    await stripe.coupons.del(coupon);
    await submit(new URL(asked.headers.get("location") ?? "", url ?? "").href, { outcome: "succeeded" });
    await sandbox.settle();
    const session = await stripe.checkout.sessions.retrieve(id);
    expect(session).toMatchObject({ amount_total: 1500, payment_status: "paid", status: "complete" });
  });

  test("by what cannot be redeemed is not opened, and says which parameter it is", async () => {
    const { stripe } = await startStripe();
    const { id: coupon } = await stripe.coupons.create({ percent_off: 99, duration: "once" });
    const create = (terms: Stripe.Checkout.SessionCreateParams) =>
      failureOf(stripe.checkout.sessions.create({ mode: "payment", line_items: [tea()], ...terms }));
    const missing = await create({ discounts: [{ coupon: "none" }] });
    expect(missing).toMatchObject({ code: "resource_missing", param: "discounts[0][coupon]" });
    const tooLow = await create({ discounts: [{ coupon }] });
    expect(tooLow).toMatchObject({ code: "amount_too_small", param: "discounts[0][coupon]" });
    const both = await create({ discounts: [{ coupon }], allow_promotion_codes: true });
    expect(both).toMatchObject({ statusCode: 400, param: "discounts" });
    expect((await stripe.checkout.sessions.list()).data).toEqual([]);
  });
});

describe("what a page would ask for", () => {
  test("is taken and shown back", async () => {
    const { stripe } = await startStripe();
    const { id: customer } = await stripe.customers.create();
    const terms = {
      billing_address_collection: "required",
      locale: "de",
      phone_number_collection: { enabled: true },
      submit_type: "book",
    } as const;
    const session = await stripe.checkout.sessions.create({
      mode: "payment",
      customer,
      line_items: [tea()],
      ...terms,
      automatic_tax: { enabled: false },
      customer_update: { address: "auto" },
      invoice_creation: { enabled: false },
      tax_id_collection: { enabled: false },
    });
    expect(declared("Checkout.Session", session)).toMatchObject({
      ...terms,
      automatic_tax: { enabled: false },
      invoice_creation: { enabled: false },
      payment_method_collection: "if_required",
    });
    expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject(terms);
    const plain = await stripe.checkout.sessions.create({ mode: "payment", line_items: [tea()] });
    expect(declared("Checkout.Session", plain)).toMatchObject({
      billing_address_collection: null,
      locale: null,
      phone_number_collection: { enabled: false },
      submit_type: null,
    });
  });

  test("goes with a subscription where it is about its method", async () => {
    const { stripe } = await startStripe();
    const recurring = { price_data: { ...tea().price_data, recurring: { interval: "month" } }, quantity: 1 };
    const session = await stripe.checkout.sessions.create({
      mode: "subscription",
      line_items: [recurring as Stripe.Checkout.SessionCreateParams.LineItem],
      payment_method_collection: "if_required",
    });
    expect(session.payment_method_collection).toBe("if_required");
    const refused = await failureOf(
      stripe.checkout.sessions.create({
        mode: "payment",
        line_items: [tea()],
        payment_method_collection: "if_required",
      }),
    );
    expect(refused).toMatchObject({ statusCode: 400, param: "payment_method_collection" });
  });

  test("and would have an effect is refused where it is on", async () => {
    const { stripe } = await startStripe();
    const refused = await failureOf(
      stripe.checkout.sessions.create({ mode: "payment", line_items: [tea()], invoice_creation: { enabled: true } }),
    );
    expect(refused).toMatchObject({ statusCode: 400, param: "invoice_creation[enabled]" });
    expect(refused.message).toContain("is not imitated");
    expect((await stripe.checkout.sessions.list()).data).toEqual([]);
  });
});
