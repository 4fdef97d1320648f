import { expect, test } from "vitest";

import { failureOf, plain, startStripe } from "./client.ts";
import { declaring, payerOf } from "./declared.ts";

const declared = declaring(["BillingPortal.Configuration", "BillingPortal.Session", "Event"]);

test("the billing portal is opened to a customer, by the default configuration", async () => {
  const { stripe } = await startStripe();
  const customer = await payerOf(stripe);
  const { data } = await stripe.billingPortal.configurations.list({ is_default: true });
  const session = await stripe.billingPortal.sessions.create({ customer, return_url: "http://localhost:3000/account" });
  expect(declared("BillingPortal.Session", session)).toMatchObject({
    configuration: data[0]?.id,
    customer,
    flow: null,
    return_url: "http://localhost:3000/account",
  });
  expect((await fetch(session.url)).status).toBe(200);
  const { data: events } = await stripe.events.list({ type: "billing_portal.session.created" });
  expect(declared("Event", events[0] ?? {})).toMatchObject({ data: { object: { id: session.id } } });
});

test("a configuration is created, changed and listed as Stripe's client does it", async () => {
  const { stripe } = await startStripe();
  const { id: product } = await stripe.products.create({ name: "Tea club" });
  const price = await stripe.prices.create({
    currency: "usd",
    unit_amount: 2000,
    product,
    recurring: { interval: "month" },
  });
  const { configurations } = stripe.billingPortal;
  const created = declared(
    "BillingPortal.Configuration",
    await configurations.create({
      business_profile: { headline: "Tea", privacy_policy_url: "https://shop.example/privacy" },
      default_return_url: "https://shop.example/account",
      features: {
        customer_update: { allowed_updates: ["email", "tax_id"], enabled: true },
        invoice_history: { enabled: true },
        payment_method_update: { enabled: true, payment_method_configuration: "" },
        subscription_cancel: {
          cancellation_reason: { enabled: true, options: ["too_expensive", "other"] },
          enabled: true,
          mode: "immediately",
          proration_behavior: "create_prorations",
        },
        subscription_pause: { enabled: false },
        subscription_update: {
          default_allowed_updates: ["price", "quantity", "promotion_code"],
          enabled: true,
          products: [{ product, prices: [price.id] }],
          proration_behavior: "create_prorations",
        },
      },
      login_page: { enabled: false },
      metadata: { team: "7" },
    }),
  );
  expect(created.features.subscription_update).toMatchObject({
    enabled: true,
    products: [{ product, prices: [price.id] }],
    proration_behavior: "create_prorations",
  });
  const changed = await configurations.update(created.id, {
    default_return_url: "",
    features: {
      customer_update: { allowed_updates: "" },
      subscription_update: { default_allowed_updates: "", enabled: false, products: "" },
    },
    metadata: "",
  });
  expect(declared("BillingPortal.Configuration", changed)).toMatchObject({
    default_return_url: null,
    features: {
      customer_update: { allowed_updates: [], enabled: true },
      subscription_cancel: { mode: "immediately" },
      subscription_update: { default_allowed_updates: [], enabled: false, products: [] },
    },
    metadata: {},
  });
  expect(plain(await configurations.retrieve(created.id))).toEqual(plain(changed));
  const { data } = await configurations.list({ is_default: false });
  expect(data.map(({ id }) => id)).toEqual([created.id]);
  const { data: events } = await stripe.events.list({ type: "billing_portal.configuration.*" });
  for (const event of events) declared("Event", event);
  expect(events.map(({ type }) => type)).toEqual([
    "billing_portal.configuration.updated",
    "billing_portal.configuration.created",
  ]);
});

test("what the page has not is refused, and so is what does not go together", async () => {
  const { stripe } = await startStripe();
  const { configurations } = stripe.billingPortal;
  const features = { invoice_history: { enabled: true } };
  const refusals = [
    { call: configurations.create({ features, login_page: { enabled: true } }), param: "login_page" },
    {
      call: configurations.create({ features: { subscription_pause: { enabled: true } } }),
      param: "features[subscription_pause]",
    },
    {
      call: configurations.retrieve("bpc_none"),
      param: "configuration",
    },
    {
      call: configurations.create({
        features: {
          subscription_cancel: { enabled: true, mode: "at_period_end", proration_behavior: "create_prorations" },
        },
      }),
      param: "features[subscription_cancel][proration_behavior]",
    },
  ];
  for (const { call, param } of refusals) {
    expect(await failureOf(call)).toMatchObject({ type: "StripeInvalidRequestError", param });
  }
});

test("a session opens at a step", async () => {
  const { stripe } = await startStripe();
  const customer = await payerOf(stripe);
  const price = await stripe.prices.create({
    currency: "usd",
    unit_amount: 2000,
    product_data: { name: "Tea club" },
    recurring: { interval: "month" },
  });
  const { id: subscription } = await stripe.subscriptions.create({ customer, items: [{ price: price.id }] });
  const session = await stripe.billingPortal.sessions.create({
    customer,
    expand: ["configuration"],
    flow_data: {
      type: "subscription_cancel",
      subscription_cancel: { subscription },
      after_completion: { type: "hosted_confirmation", hosted_confirmation: { custom_message: "Gone." } },
    },
  });
  expect(declared("BillingPortal.Session", session).flow).toMatchObject({
    type: "subscription_cancel",
    subscription_cancel: { subscription, retention: null },
    after_completion: { type: "hosted_confirmation", hosted_confirmation: { custom_message: "Gone." }, redirect: null },
  });
  expect(session.configuration).toMatchObject({ object: "billing_portal.configuration", is_default: true });
});
