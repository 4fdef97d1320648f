import type { Stripe } from "stripe";
import { describe, expect, test } from "vitest";

import { frozenAt } from "../../support/sandbox.ts";
import { failureOf, startStripe } from "./client.ts";
import { declaring, payerOf } from "./declared.ts";

const declared = declaring(["Checkout.Session", "Customer", "Invoice", "Price", "Product", "Subscription"]);
const done = "http://localhost:4242/success?session_id={CHECKOUT_SESSION_ID}";

async function start() {
  const { sandbox, stripe } = await startStripe();
  const product = (await stripe.products.create({ name: "Pro" })).id;
  const plan = { product, currency: "usd", unit_amount: 2000, recurring: { interval: "month" } } as const;
  const price = (await stripe.prices.create({ ...plan, lookup_key: "pro_monthly" })).id;
  return { sandbox, stripe, product, plan, price };
}

describe("a catalogue as Stripe's guides have it:", () => {
  test("a product with pictures, features and a page of its own, which a change keeps", async () => {
    const { stripe } = await start();
    const looks = {
      images: ["https://example.com/a.png"],
      marketing_features: [{ name: "Everything" }],
      statement_descriptor: "PRO",
      tax_code: "txcd_10103001",
      unit_label: "seat",
      url: "https://example.com",
    };
    const product = await stripe.products.create({ name: "Pro", ...looks });
    expect(declared("Product", product)).toMatchObject(looks);
    const renamed = await stripe.products.update(product.id, { name: "Pro 2", images: "" });
    expect(renamed).toMatchObject({ ...looks, name: "Pro 2", images: [] });
    const many = Array.from({ length: 9 }, () => "https://example.com/a.png");
    expect(await failureOf(stripe.products.update(product.id, { images: many }))).toMatchObject({ param: "images" });
  });

  test("prices are found by several lookup keys, and one takes over the key of another", async () => {
    const { stripe, plan, price } = await start();
    const yearly = { ...plan, unit_amount: 20_000, recurring: { interval: "year" } } as const;
    const year = await stripe.prices.create({ ...yearly, lookup_key: "pro_yearly", tax_behavior: "exclusive" });
    expect(declared("Price", year).tax_behavior).toBe("exclusive");
    await stripe.prices.create({ ...plan, lookup_key: "other" });
    const found = await stripe.prices.list({ lookup_keys: ["pro_monthly", "pro_yearly"], expand: ["data.product"] });
    expect(found.data.map(({ id }) => id)).toEqual([year.id, price]);
    const taken = await failureOf(stripe.prices.create({ ...plan, lookup_key: "pro_monthly" }));
    expect(taken).toMatchObject({ statusCode: 400, param: "lookup_key" });
    const dearer = { ...plan, unit_amount: 2500, lookup_key: "pro_monthly" };
    const next = await stripe.prices.create({ ...dearer, transfer_lookup_key: true });
    expect((await stripe.prices.retrieve(price)).lookup_key).toBeNull();
    expect((await stripe.prices.list({ lookup_keys: ["pro_monthly"] })).data.map(({ id }) => id)).toEqual([next.id]);
  });

  test("an amount is a text, too, of a whole number or of a part", async () => {
    const { stripe, product } = await start();
    const whole = { product, currency: "usd", unit_amount_decimal: "500" } as unknown as Stripe.PriceCreateParams;
    expect(await stripe.prices.create(whole)).toMatchObject({ unit_amount: 500 });
    const part = { ...whole, unit_amount_decimal: "0.5" } as unknown as Stripe.PriceCreateParams;
    expect(await stripe.prices.create(part)).toMatchObject({ unit_amount: null });
  });
});

describe("a Checkout session as Stripe's guides have it:", () => {
  test("what the page does not ask for is taken, and no tax is found", async () => {
    const { sandbox, stripe, price } = await start();
    const session = await stripe.checkout.sessions.create({
      mode: "subscription",
      line_items: [{ price, quantity: 1, adjustable_quantity: { enabled: true, maximum: 10 } }],
      success_url: done,
      automatic_tax: { enabled: true },
      consent_collection: { terms_of_service: "required" },
      custom_text: { submit: { message: "Welcome" } },
      saved_payment_method_options: { payment_method_save: "enabled" },
      shipping_address_collection: { allowed_countries: ["US"] },
      tax_id_collection: { enabled: true },
      subscription_data: { billing_mode: { type: "flexible" } },
    });
    expect(declared("Checkout.Session", session)).toMatchObject({
      amount_total: 2000,
      automatic_tax: { enabled: true, status: "complete" },
      tax_id_collection: { enabled: true },
      total_details: { amount_tax: 0 },
    });
    await sandbox.client.checkoutSessions.pay(session.id, { payment_method: "pm_card_visa" });
    expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe("complete");
    const unknown = { mode: "subscription", line_items: [{ price }], nonsense: "1" } as object;
    expect(await failureOf(stripe.checkout.sessions.create(unknown))).toMatchObject({ code: "parameter_unknown" });
  });

  test("a customer who is known is in the details of what he paid", async () => {
    const { sandbox, stripe, price } = await start();
    const { id: customer } = await stripe.customers.create({ email: "jenny@example.com", name: "Jenny" });
    const line_items = [{ price, quantity: 1 }];
    const { id } = await stripe.checkout.sessions.create({
      mode: "subscription",
      customer,
      line_items,
      success_url: done,
    });
    await sandbox.client.checkoutSessions.pay(id, { payment_method: "pm_card_visa" });
    const [event] = (await stripe.events.list({ type: "checkout.session.completed" })).data;
    const session = event!.data.object as Stripe.Checkout.Session;
    expect(session.customer_details).toMatchObject({ email: "jenny@example.com", name: "Jenny" });
  });

  test("a trial up to an instant, which ends the subscription where nobody can be charged", async () => {
    const { sandbox, stripe, price } = await start();
    const begin = (trial_end: number) =>
      stripe.checkout.sessions.create({
        mode: "subscription",
        line_items: [{ price, quantity: 1 }],
        success_url: done,
        payment_method_collection: "if_required",
        subscription_data: {
          trial_end,
          trial_settings: { end_behavior: { missing_payment_method: "cancel" } },
        },
      });
    expect(await failureOf(begin(frozenAt + 3600))).toMatchObject({ param: "subscription_data[trial_end]" });
    const session = await begin(frozenAt + 5 * 86_400);
    expect(session.amount_total).toBe(0);
    await sandbox.client.checkoutSessions.pay(session.id, { payment_method: "pm_card_visa" });
    const { subscription } = await stripe.checkout.sessions.retrieve(session.id, { expand: ["subscription"] });
    expect(declared("Subscription", subscription as Stripe.Subscription)).toMatchObject({
      status: "trialing",
      trial_end: frozenAt + 5 * 86_400,
      trial_settings: { end_behavior: { missing_payment_method: "cancel" } },
    });
  });
});

describe("a subscription as Stripe's guides have it:", () => {
  test("its billing mode, its settings and taxes that are found by themselves are taken", async () => {
    const { stripe, price } = await start();
    const customer = await payerOf(stripe);
    const subscription = await stripe.subscriptions.create({
      customer,
      items: [{ price }],
      automatic_tax: { enabled: true },
      billing_mode: { type: "flexible" },
      invoice_settings: { issuer: { type: "self" } },
      payment_behavior: "default_incomplete",
      payment_settings: { payment_method_types: ["card"], save_default_payment_method: "on_subscription" },
      expand: ["latest_invoice.confirmation_secret"],
    });
    expect(declared("Subscription", subscription)).toMatchObject({
      billing_mode: { type: "flexible" },
      payment_settings: { save_default_payment_method: "on_subscription" },
    });
    const active = await stripe.subscriptions.create({ customer, items: [{ price }] });
    const ends = await stripe.subscriptions.update(active.id, { cancel_at: "min_period_end" });
    expect(ends).toMatchObject({ cancel_at: active.items.data[0]?.current_period_end });
  });

  test("a customer's languages and the texts of his invoices are kept", async () => {
    const { stripe } = await start();
    const customer = await stripe.customers.create({
      name: "Jenny",
      preferred_locales: ["en"],
      tax_exempt: "none",
      invoice_settings: { footer: "Thanks" },
    });
    declared("Customer", customer);
    const invoice = await stripe.invoices.create({ customer: customer.id, footer: "Thanks", auto_advance: false });
    expect(declared("Invoice", invoice).footer).toBe("Thanks");
  });
});
