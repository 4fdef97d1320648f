import { expect, test } from "vitest";

import { failureOf as nativeFailureOf } from "../../support/failure.ts";
import { clientOf as nativeClientOf } from "../../support/account.ts";
import { send } from "../../support/wire.ts";
import type { Sandbox } from "../../../src/index.ts";
import { clientOf, failureOf, plain, startStripe } from "./client.ts";

const asPayer = ({ url, publishableKey }: Sandbox) => clientOf({ url, apiKey: publishableKey });
const card = { number: "4242424242424242", exp_month: 1, exp_year: 2030, cvc: "123" };
const form = { "content-type": "application/x-www-form-urlencoded" };

/** What the client sends, though its types have it for a retrieval only. */
const secretOf = ({ client_secret: secret }: { client_secret: string | null }) => ({ client_secret: secret ?? "" });

/** What Stripe shows of a payment intent to a publishable key, among what is imitated. */
const payersFields = [
  "allowed_payment_method_types",
  "amount",
  "automatic_payment_methods",
  "canceled_at",
  "cancellation_reason",
  "capture_method",
  "client_secret",
  "confirmation_method",
  "created",
  "currency",
  "description",
  "id",
  "last_payment_error",
  "livemode",
  "next_action",
  "object",
  "payment_method",
  "payment_method_configuration_details",
  "payment_method_types",
  "processing",
  "receipt_email",
  "setup_future_usage",
  "shipping",
  "source",
  "status",
];

test("Stripe's client with a publishable key makes a method and pays with it", async () => {
  const { sandbox, stripe } = await startStripe();
  const payer = asPayer(sandbox);
  const customer = await stripe.customers.create();
  const intent = await stripe.paymentIntents.create({
    amount: 2000,
    currency: "usd",
    customer: customer.id,
    metadata: { order: "7" },
    statement_descriptor: "SHOP",
  });
  const secret = secretOf(intent);
  const read = plain(await payer.paymentIntents.retrieve(intent.id, secret));
  expect(Object.keys(read).toSorted()).toEqual(payersFields);
  const method = plain(await payer.paymentMethods.create({ type: "card", card, billing_details: { name: "Ada" } }));
  expect(method).toMatchObject({ customer: null, card: { last4: "4242" }, billing_details: { name: "Ada" } });
  expect(JSON.stringify(method)).not.toMatch(/fingerprint|metadata/);
  const paid = await payer.paymentIntents.confirm(intent.id, {
    ...secret,
    payment_method: String(method["id"]),
    return_url: "https://shop.example.test/done",
    use_stripe_sdk: true,
    payment_method_options: { customer_balance: { funding_type: "bank_transfer" } },
    mandate_data: { customer_acceptance: { type: "online", online: { ip_address: "127.0.0.1", user_agent: "test" } } },
  });
  expect(plain(paid)).toMatchObject({ status: "succeeded", payment_method: method["id"] });
  expect(Object.keys(plain(paid)).toSorted()).toEqual(payersFields);
  const whole = await stripe.paymentIntents.retrieve(intent.id, secret);
  expect(whole).toMatchObject({ customer: customer.id, metadata: { order: "7" }, statement_descriptor: "SHOP" });
});

test("a token and a source are made, and a setup intent is confirmed", async () => {
  const { sandbox, stripe } = await startStripe();
  const payer = asPayer(sandbox);
  const token = plain(await payer.tokens.create({ card: { ...card, exp_month: "1", exp_year: "2030" } }));
  expect(token).toMatchObject({ object: "token", type: "card", used: false, card: { last4: "4242" } });
  expect(JSON.stringify(token)).not.toMatch(/fingerprint|metadata|"customer"/);
  expect(plain(await payer.sources.create({ type: "card", token: "tok_visa" }))).toMatchObject({ object: "source" });
  const setup = await stripe.setupIntents.create({ metadata: { a: "b" } });
  const secret = secretOf(setup);
  const done = plain(await payer.setupIntents.confirm(setup.id, { ...secret, payment_method: "pm_card_visa" }));
  expect(done).toMatchObject({ status: "succeeded" });
  expect(done).not.toHaveProperty("metadata");
  expect(done).not.toHaveProperty("customer");
});

test("what takes a secret key is refused as Stripe refuses it", async () => {
  const { sandbox, stripe } = await startStripe();
  const payer = asPayer(sandbox);
  const refused = {
    type: "StripePermissionError",
    rawType: "invalid_request_error",
    statusCode: 403,
    code: "secret_key_required",
  };
  const create = await failureOf(payer.paymentIntents.create({ amount: 2000, currency: "usd" }));
  expect(create).toMatchObject(refused);
  expect(create.message).toMatch(
    /^This API call cannot be made with a publishable API key\. Please use a secret API key/,
  );
  expect(await failureOf(payer.customers.list())).toMatchObject(refused);
  expect(await failureOf(payer.tokens.retrieve("tok_none"))).toMatchObject(refused);
  expect((await stripe.paymentIntents.list()).data).toEqual([]);
  const intent = await stripe.paymentIntents.create({ amount: 2000, currency: "usd" });
  const secret = secretOf(intent);
  const offSession = payer.paymentIntents.confirm(intent.id, {
    ...secret,
    payment_method: "pm_card_visa",
    off_session: true,
  });
  expect(await failureOf(offSession)).toMatchObject({ ...refused, param: "off_session" });
  const expanded = payer.paymentIntents.retrieve(intent.id, { ...secret, expand: ["latest_charge"] });
  expect(await failureOf(expanded)).toMatchObject({ ...refused, param: "expand[0]" });
  expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe("requires_payment_method");
});

test("what is not imitated is said to be so to a payer, too", async () => {
  const { sandbox } = await startStripe();
  const headers = { authorization: `Bearer ${sandbox.publishableKey}` };
  const answer = await send(sandbox.url, {
    method: "POST",
    path: "/v1/radar/sessions",
    headers: { ...form, ...headers },
  });
  expect([answer.status, answer.error?.code]).toEqual([501, "stripe_not_imitated"]);
});

test("a client secret that does not fit is refused as Stripe refuses it, to anyone", async () => {
  const { sandbox, stripe } = await startStripe();
  const [intent, other] = [
    await stripe.paymentIntents.create({ amount: 2000, currency: "usd" }),
    await stripe.paymentIntents.create({ amount: 2000, currency: "usd" }),
  ];
  const setup = await stripe.setupIntents.create();
  const wrong = secretOf(other);
  for (const client of [stripe, asPayer(sandbox)]) {
    expect(await failureOf(client.paymentIntents.retrieve(intent.id, wrong))).toMatchObject({
      statusCode: 400,
      code: "payment_intent_invalid_parameter",
      param: "client_secret",
      message: expect.stringMatching(/^The client_secret provided does not match the client_secret/) as string,
    });
    expect(await failureOf(client.setupIntents.retrieve(setup.id, wrong))).toMatchObject({
      code: "setup_intent_invalid_parameter",
      param: "client_secret",
    });
  }
  expect(await failureOf(asPayer(sandbox).paymentIntents.retrieve(intent.id))).toMatchObject({
    statusCode: 400,
    code: "parameter_missing",
    param: "client_secret",
    message: expect.stringMatching(/^Missing required param: client_secret\./) as string,
  });
});

test("a declined payer is told of his payment, and of nothing else", async () => {
  const { sandbox, stripe } = await startStripe();
  const customer = await stripe.customers.create();
  const intent = await stripe.paymentIntents.create({ amount: 2000, currency: "usd", customer: customer.id });
  const confirm = asPayer(sandbox).paymentIntents.confirm(intent.id, {
    ...secretOf(intent),
    payment_method: "pm_card_visa_chargeDeclined",
  });
  const failure = await failureOf(confirm);
  expect(failure).toMatchObject({ statusCode: 402, code: "card_declined", payment_intent: { id: intent.id } });
  expect(Object.keys(failure.payment_intent ?? {}).toSorted()).toEqual(payersFields);
  expect(JSON.stringify(failure.raw)).not.toContain(customer.id);
});

test("the key may stand among the parameters, where no header has one", async () => {
  const { sandbox, stripe } = await startStripe();
  const { publishableKey: key, url, apiKey } = sandbox;
  const intent = await stripe.paymentIntents.create({ amount: 2000, currency: "usd" });
  const query = new URLSearchParams({ key, client_secret: intent.client_secret ?? "" }).toString();
  const path = `/v1/payment_intents/${intent.id}`;
  expect((await send(url, { path: `${path}?${query}` })).json).toMatchObject({ id: intent.id });
  const body = `${query}&payment_method=pm_card_visa`;
  const paid = await send(url, { method: "POST", path: `${path}/confirm`, headers: form, body });
  expect(paid.json).toMatchObject({ id: intent.id, status: "succeeded" });
  const basic = `Basic ${Buffer.from(`${key}:`).toString("base64")}`;
  const byHeader = await send(url, {
    path: `${path}?client_secret=${intent.client_secret}`,
    headers: { authorization: basic },
  });
  expect(byHeader.status).toBe(200);

  const twice = await send(url, { path: `${path}?${query}`, headers: { authorization: `Bearer ${key}` } });
  expect([twice.status, twice.error?.code, twice.error?.param]).toEqual([400, "parameter_unknown", "key"]);
  const secret = await send(url, { path: `${path}?key=${apiKey}` });
  expect(secret.status).toBe(401);
  expect(secret.error?.message).toMatch(/publishable key/);
  expect(secret.text).not.toContain(apiKey);
  const native = await send(url, { path: `/payments/payment_intents/${intent.id}?${query}` });
  expect([native.status, native.error?.code]).toEqual([401, "credentials_missing"]);
  const { data } = await sandbox.client.requests.list({ limit: 100 });
  expect(JSON.stringify(data)).not.toContain(apiKey);
  expect(data.some(({ path: logged }) => logged.includes(key))).toBe(true);
});

test("a platform's publishable key acts for its connected account", async () => {
  const { sandbox, stripe } = await startStripe();
  const account = await stripe.accounts.create({ type: "custom", country: "US", email: "shop@example.test" });
  const intent = await stripe.paymentIntents.create({ amount: 2000, currency: "usd" }, { stripeAccount: account.id });
  const payer = clientOf({ url: sandbox.url, apiKey: sandbox.publishableKey }, { stripeAccount: account.id });
  const paid = await payer.paymentIntents.confirm(intent.id, {
    ...secretOf(intent),
    payment_method: "pm_card_visa",
  });
  expect(paid.status).toBe("succeeded");
  const native = nativeClientOf(sandbox, sandbox.publishableKey);
  const without = native.paymentIntents.get(intent.id, { client_secret: intent.client_secret ?? "" });
  expect(await nativeFailureOf(without)).toMatchObject({ code: "client_secret_mismatch" });
});
