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

describe("a session in which a method is saved", () => {
  const declaredSetup = declaring(["Checkout.Session", "SetupIntent"]);
  const page = { mode: "setup", currency: "usd", success_url: "https://shop.example/done" } as const;

  test("has its setup intent from the beginning, and keeps the card for charges without the payer", async () => {
    const { stripe } = await startStripe();
    const { id: customer } = await stripe.customers.create({ email: "ada@example.com" });
    const session = await stripe.checkout.sessions.create({
      ...page,
      customer,
      setup_intent_data: { description: "Kept", metadata: { order: "7" } },
      expand: ["setup_intent"],
    });
    expect(declaredSetup("Checkout.Session", session)).toMatchObject({
      amount_subtotal: null,
      amount_total: null,
      currency: "usd",
      customer_creation: null,
      discounts: null,
      invoice_creation: null,
      mode: "setup",
      payment_intent: null,
      payment_method_collection: "always",
      payment_status: "no_payment_required",
      setup_intent: { customer, description: "Kept", metadata: { order: "7" }, status: "requires_payment_method" },
      status: "open",
      total_details: null,
    });
    expect((await stripe.checkout.sessions.listLineItems(session.id)).data).toEqual([]);
    await submit(session.url);
    const done = await stripe.checkout.sessions.retrieve(session.id, { expand: ["setup_intent.payment_method"] });
    expect(declaredSetup("Checkout.Session", done)).toMatchObject({
      customer_details: { email: "ada@example.com" },
      payment_status: "no_payment_required",
      setup_intent: {
        status: "succeeded",
        usage: "off_session",
        payment_method: { customer, card: { last4: "4242" } },
      },
      status: "complete",
      url: null,
    });
    const { data: events } = await stripe.events.list();
    expect(events.map(({ type }) => type).toReversed()).toEqual([
      "customer.created",
      "setup_intent.created",
      "payment_method.attached",
      "setup_intent.succeeded",
      "checkout.session.completed",
    ]);
    const { payment_method: method } = done.setup_intent as Stripe.SetupIntent;
    const paid = await stripe.paymentIntents.create({
      amount: 2000,
      currency: "usd",
      customer,
      payment_method: (method as Stripe.PaymentMethod).id,
      off_session: true,
      confirm: true,
    });
    expect(paid.status).toBe("succeeded");
  });

  test("stays open when the card is declined, and is complete once another one is authenticated", async () => {
    const { sandbox, stripe } = await startStripe();
    const { id, url } = await stripe.checkout.sessions.create({
      mode: "setup",
      allowed_payment_method_types: ["card"],
    });
    expect((await submit(url, { type: "card", test_card: "4000000000000002" })).status).toBe(402);
    const declined = await stripe.checkout.sessions.retrieve(id, { expand: ["setup_intent"] });
    expect(declined).toMatchObject({ status: "open", setup_intent: { last_setup_error: { code: "card_declined" } } });
    const asked = await submit(url, { type: "card", test_card: "4000002760003184" });
    await submit(new URL(asked.headers.get("location") ?? "", url ?? "").href, { outcome: "succeeded" });
    await sandbox.settle();
    const done = await stripe.checkout.sessions.retrieve(id, { expand: ["setup_intent"] });
    expect(done).toMatchObject({ customer: null, status: "complete", setup_intent: { status: "succeeded" } });
    const { data: events } = await stripe.events.list({ type: "checkout.session.completed" });
    expect(events).toHaveLength(1);
  });

  test("creates its customer where that is asked for", async () => {
    const { stripe } = await startStripe();
    const { id, url } = await stripe.checkout.sessions.create({ ...page, customer_creation: "always" });
    await submit(url, { type: "card", test_card: "4242424242424242", email: "ada@example.com" });
    const done = await stripe.checkout.sessions.retrieve(id, { expand: ["customer", "setup_intent"] });
    expect(done).toMatchObject({ customer_creation: "always", customer: { email: "ada@example.com" } });
    const { id: customer } = done.customer as Stripe.Customer;
    expect((done.setup_intent as Stripe.SetupIntent).customer).toBe(customer);
    expect((await stripe.paymentMethods.list({ customer })).data).toHaveLength(1);
  });

  test("gives its setup intent up when it expires", async () => {
    const { stripe } = await startStripe();
    const { id } = await stripe.checkout.sessions.create(page);
    const expired = await stripe.checkout.sessions.expire(id, { expand: ["setup_intent"] });
    expect(expired).toMatchObject({
      status: "expired",
      setup_intent: { status: "canceled", cancellation_reason: "abandoned" },
    });
  });

  test("takes nothing that is about what is bought, and other modes take nothing of it", async () => {
    const { stripe } = await startStripe();
    const create = (terms: Stripe.Checkout.SessionCreateParams) =>
      failureOf(stripe.checkout.sessions.create({ success_url: page.success_url, ...terms }));
    const refused = await create({ ...page, line_items: [tea()] });
    expect(refused).toMatchObject({ statusCode: 400, param: "line_items" });
    expect(refused.message).toContain("You can not pass `line_items` in `setup` mode.");
    expect(await create({ ...page, allow_promotion_codes: true })).toMatchObject({ param: "allow_promotion_codes" });
    expect(await create({ mode: "setup" })).toMatchObject({ code: "parameter_missing", param: "currency" });
    expect(await create({ mode: "payment" })).toMatchObject({ code: "parameter_missing", param: "line_items" });
    expect(await create({ line_items: [tea()], setup_intent_data: { description: "Kept" } })).toMatchObject({
      param: "setup_intent_data",
    });
    expect(await create({ line_items: [tea()], currency: "eur" })).toMatchObject({ param: "currency" });
    expect((await stripe.setupIntents.list()).data).toEqual([]);
  });
});

describe("an embedded session", () => {
  const embedded: Stripe.Checkout.SessionCreateParams = {
    ui_mode: "embedded_page",
    mode: "payment",
    line_items: [tea()],
  };
  const return_url = "https://shop.example/done?session_id={CHECKOUT_SESSION_ID}";

  test("has a secret instead of a page, as long as it is open", async () => {
    const { stripe } = await startStripe();
    const session = await stripe.checkout.sessions.create({ ...embedded, return_url });
    expect(declared("Checkout.Session", session)).toMatchObject({
      redirect_on_completion: "always",
      return_url,
      success_url: null,
      ui_mode: "embedded_page",
      url: null,
    });
    expect(session.client_secret).toMatch(`${session.id}_secret_`);
    expect((await stripe.checkout.sessions.expire(session.id)).client_secret).toBeNull();
    const hosted = await stripe.checkout.sessions.create({ mode: "payment", line_items: [tea()] });
    expect(hosted).toMatchObject({ client_secret: null, ui_mode: "hosted_page" });
    expect(hosted).not.toHaveProperty("redirect_on_completion");
  });

  test("leads on to one place, or to none", async () => {
    const { stripe } = await startStripe();
    const create = (terms: Stripe.Checkout.SessionCreateParams) =>
      failureOf(stripe.checkout.sessions.create({ ...embedded, ...terms }));
    expect(await create({})).toMatchObject({ code: "parameter_missing", param: "return_url" });
    expect(await create({ return_url, success_url: return_url })).toMatchObject({ param: "success_url" });
    expect(await create({ return_url, redirect_on_completion: "never" })).toMatchObject({ param: "return_url" });
    expect(await create({ ui_mode: "hosted_page", return_url })).toMatchObject({ param: "return_url" });
    expect(await create({ ui_mode: "elements", return_url })).toMatchObject({ param: "ui_mode" });
    expect((await stripe.checkout.sessions.list()).data).toEqual([]);
  });
});
