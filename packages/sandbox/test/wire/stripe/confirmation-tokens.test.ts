import type { Stripe } from "stripe";
import { expect, test } from "vitest";

import { clientOf, failureOf, startStripe } from "./client.ts";
import { declaring } from "./declared.ts";

const declared = declaring(["ConfirmationToken"]);
const card = (number: string) => ({ type: "card", card: { number, exp_month: 12, exp_year: 2034, cvc: "123" } });

/** What Stripe.js sends with a publishable key. */
const collect = async ({ url, publishableKey }: { url: string; publishableKey: string }, number: string) => {
  const stripe = clientOf({ url, apiKey: publishableKey });
  const params = { payment_method_data: card(number), return_url: "https://shop.example/done" };
  return (await stripe.rawRequest("POST", "/v1/confirmation_tokens", params)) as unknown as Stripe.ConfirmationToken;
};

test("shows what was collected, to the page and to the server, and charges nobody", async () => {
  const { sandbox, stripe } = await startStripe();
  const { id } = await collect(sandbox, "4242424242424242");
  const token = await stripe.confirmationTokens.retrieve(id);
  expect(declared("ConfirmationToken", token)).toMatchObject({
    expires_at: token.created + 12 * 3600,
    payment_intent: null,
    payment_method_preview: { type: "card", card: { brand: "visa", last4: "4242" }, customer: null },
    return_url: "https://shop.example/done",
    setup_future_usage: null,
    setup_intent: null,
    shipping: null,
    use_stripe_sdk: true,
  });
  expect((await stripe.events.list()).data).toEqual([]);
});

test("confirms one payment with all that it holds, and then no other", async () => {
  const { sandbox, stripe } = await startStripe();
  const { id: customer } = await stripe.customers.create();
  const address = { line1: "1 Main St", city: "Hyde Park", country: "US" };
  const token = await stripe.testHelpers.confirmationTokens.create({
    payment_method_data: { ...card("5555555555554444"), type: "card", billing_details: { name: "Ada" } },
    return_url: "https://shop.example/done",
    setup_future_usage: "off_session",
    shipping: { name: "Ada", address },
  });
  const terms = { amount: 2000, currency: "usd", customer, confirm: true } as const;
  const paid = await stripe.paymentIntents.create({
    ...terms,
    confirmation_token: token.id,
    expand: ["payment_method"],
  });
  expect(paid).toMatchObject({
    status: "succeeded",
    setup_future_usage: "off_session",
    shipping: { name: "Ada", address },
    payment_method: { card: { last4: "4444" }, customer, billing_details: { name: "Ada" } },
  });
  const used = await stripe.confirmationTokens.retrieve(token.id);
  expect(declared("ConfirmationToken", used)).toMatchObject({ expires_at: null, payment_intent: paid.id });
  const again = await failureOf(stripe.paymentIntents.create({ ...terms, confirmation_token: token.id }));
  expect(again).toMatchObject({ statusCode: 400, type: "StripeInvalidRequestError", param: "confirmation_token" });
  expect(again.message).toContain("This ConfirmationToken has already been used");
  expect((await stripe.paymentIntents.list()).data).toHaveLength(1);
  expect((await sandbox.client.charges.list()).data).toHaveLength(1);
});

test("confirms an intent that is there already, by server or by page, and what is sent besides wins", async () => {
  const { sandbox, stripe } = await startStripe();
  const open = () => stripe.paymentIntents.create({ amount: 2000, currency: "usd" });
  const { id } = await open();
  const { id: asked } = await collect(sandbox, "4000002760003184");
  const waiting = await stripe.paymentIntents.confirm(id, { confirmation_token: asked });
  expect(waiting.next_action?.redirect_to_url?.return_url).toBe("https://shop.example/done");

  const { id: other, client_secret: secret } = await open();
  const { id: collected } = await collect(sandbox, "4242424242424242");
  const page = clientOf({ ...sandbox, apiKey: sandbox.publishableKey });
  const params = { client_secret: secret ?? "", confirmation_token: collected };
  expect(await page.paymentIntents.confirm(other, params)).toMatchObject({ status: "succeeded" });

  const { id: declined } = await collect(sandbox, "4000000000000002");
  const { id: third } = await open();
  const paid = await stripe.paymentIntents.confirm(third, {
    confirmation_token: declined,
    payment_method: "pm_card_visa",
  });
  expect(paid.status).toBe("succeeded");
});

test("is used up by a decline, and saves a method in a setup", async () => {
  const { sandbox, stripe } = await startStripe();
  const { id: customer } = await stripe.customers.create();
  const { id } = await stripe.setupIntents.create({ customer });
  const { id: declined } = await collect(sandbox, "4000000000000002");
  const failure = await failureOf(stripe.setupIntents.confirm(id, { confirmation_token: declined }));
  expect(failure).toMatchObject({ statusCode: 402, code: "card_declined" });
  expect((await stripe.confirmationTokens.retrieve(declined)).setup_intent).toBe(id);
  const { id: good } = await collect(sandbox, "4242424242424242");
  const saved = await stripe.setupIntents.confirm(id, { confirmation_token: good });
  expect(saved.status).toBe("succeeded");
  expect((await stripe.paymentMethods.list({ customer })).data.map((method) => method.id)).toEqual([
    saved.payment_method,
  ]);
  const { id: direct } = await collect(sandbox, "4242424242424242");
  const made = await stripe.setupIntents.create({ confirm: true, confirmation_token: direct });
  expect((await stripe.confirmationTokens.retrieve(direct)).setup_intent).toBe(made.id);
});

test("is over after twelve hours, is nobody else's, and is sent with a confirmation only", async () => {
  const { sandbox, stripe } = await startStripe();
  const { id } = await collect(sandbox, "4242424242424242");
  const terms = { amount: 2000, currency: "usd", confirmation_token: id } as const;
  expect(await failureOf(stripe.paymentIntents.create(terms))).toMatchObject({ param: "confirmation_token" });
  const unconfirmed = await failureOf(stripe.setupIntents.create({ confirmation_token: id }));
  expect(unconfirmed).toMatchObject({ statusCode: 400, param: "confirmation_token" });
  const missing = { ...terms, confirm: true, confirmation_token: "ctoken_000000000000000000000000" };
  const failure = await failureOf(stripe.paymentIntents.create(missing));
  expect(failure).toMatchObject({ code: "resource_missing", param: "confirmation_token" });
  expect(failure.message).toContain("No such confirmation_token");
  await sandbox.clock.advance(12 * 3600);
  const late = await failureOf(stripe.paymentIntents.create({ ...terms, confirm: true }));
  expect(late.message).toContain("has expired");
  expect((await stripe.paymentIntents.list()).data).toEqual([]);
});

test("of somebody's saved method is a secret key's to make", async () => {
  const { sandbox, stripe } = await startStripe();
  const { id: customer } = await stripe.customers.create();
  const { id: method } = await stripe.paymentMethods.attach("pm_card_visa", { customer });
  const page = clientOf({ ...sandbox, apiKey: sandbox.publishableKey });
  const byPage = page.rawRequest("POST", "/v1/confirmation_tokens", { payment_method: method });
  expect(await failureOf(byPage)).toMatchObject({ code: "secret_key_required", param: "payment_method" });
  const token = await stripe.testHelpers.confirmationTokens.create({ payment_method: method });
  expect(token.payment_method_preview?.customer).toBe(customer);
});
