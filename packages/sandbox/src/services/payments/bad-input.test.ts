import type { Client } from "@micro/sdk";
import { describe, expect, test } from "vitest";

import { clientOf, registerMember } from "../../../test/support/account.ts";
import { failureOf } from "../../../test/support/failure.ts";
import { eventTypesOf, newestSeq } from "../../../test/support/look.ts";
import { authorize, differencesOf, pay } from "../../../test/support/payments.ts";
import { startSandbox, temporaryFile } from "../../../test/support/sandbox.ts";
import { countRows, openStore } from "../../../test/support/store.ts";

/** What a case has at hand. */
interface Bench {
  client: Client;
  paid: string;
  charge: string;
  held: string;
  customer: string;
  deleted: string;
  /** What was begun with the deleted customer before. */
  begun: { intent: string; setup: string };
  method: string;
  detached: string;
  foreign: { customer: string; method: string; intent: string; charge: string };
}
type Case = [what: string, call: (bench: Bench) => Promise<unknown>, status: number, code: string, param?: string];

const usd = { amount: 2000, currency: "usd" } as const;
const card = (more: object) => ({
  type: "card" as const,
  card: { number: "4242424242424242", exp_month: 12, exp_year: 2034, cvc: "123", ...more },
});

const cases: Case[] = [
  [
    "an intent of a customer who is not there",
    ({ client }) => client.paymentIntents.create({ ...usd, customer: "cus_nope" }),
    404,
    "resource_missing",
    "customer",
  ],
  [
    "an intent of a deleted customer",
    ({ client, deleted }) => client.paymentIntents.create({ ...usd, customer: deleted }),
    404,
    "resource_missing",
    "customer",
  ],
  [
    "confirming an intent whose customer was deleted since",
    ({ client, begun }) => client.paymentIntents.confirm(begun.intent, { payment_method: "pm_card_visa" }),
    404,
    "resource_missing",
    "customer",
  ],
  [
    "confirming a setup whose customer was deleted since",
    ({ client, begun }) => client.setupIntents.confirm(begun.setup, { payment_method: "pm_card_visa" }),
    404,
    "resource_missing",
    "customer",
  ],
  [
    "an intent of another account's customer",
    ({ client, foreign }) => client.paymentIntents.create({ ...usd, customer: foreign.customer }),
    404,
    "resource_missing",
    "customer",
  ],
  [
    "an intent with a detached method",
    ({ client, detached }) => client.paymentIntents.create({ ...usd, payment_method: detached }),
    400,
    "payment_method_unexpected_state",
    "payment_method",
  ],
  [
    "an intent with another account's method",
    ({ client, foreign }) => client.paymentIntents.create({ ...usd, payment_method: foreign.method }),
    404,
    "resource_missing",
    "payment_method",
  ],
  [
    "an intent with a customer's method and no customer",
    ({ client, method }) => client.paymentIntents.create({ ...usd, payment_method: method }),
    400,
    "parameter_missing",
    "customer",
  ],
  [
    "an intent with another customer's method",
    async ({ client, method }) =>
      client.paymentIntents.create({
        ...usd,
        payment_method: method,
        customer: (await client.customers.list()).data[0]!.id,
      }),
    404,
    "resource_missing",
    "payment_method",
  ],
  [
    "a method and data of a method at once",
    ({ client }) => client.paymentIntents.create({ ...usd, payment_method: "tok_visa", payment_method_data: card({}) }),
    400,
    "parameter_invalid",
    "payment_method_data",
  ],
  [
    "a type that does not take the currency",
    ({ client }) => client.paymentIntents.create({ ...usd, payment_method_types: ["sepa_debit"] }),
    400,
    "payment_method_currency_mismatch",
    "payment_method_types[0]",
  ],
  [
    "a method of a type that the intent does not take",
    ({ client }) => client.paymentIntents.create({ ...usd, payment_method: "pm_usBankAccount_success" }),
    400,
    "payment_intent_incompatible_payment_method",
    "payment_method",
  ],
  [
    "a bank debit to be captured later",
    ({ client }) =>
      client.paymentIntents.create({ ...usd, capture_method: "manual", payment_method_types: ["us_bank_account"] }),
    400,
    "parameter_invalid",
    "capture_method",
  ],
  [
    "a cash balance without a customer",
    ({ client }) =>
      client.paymentIntents.create({
        ...usd,
        payment_method_types: ["customer_balance"],
        payment_method: "pm_customerBalance",
      }),
    400,
    "parameter_missing",
    "customer",
  ],
  [
    "off_session without confirm",
    ({ client }) => client.paymentIntents.create({ ...usd, off_session: true }),
    400,
    "parameter_invalid",
    "off_session",
  ],
  [
    "a return_url that is no URL",
    ({ client }) => client.paymentIntents.create({ ...usd, return_url: "javascript:alert(1)" }),
    400,
    "parameter_invalid_string",
    "return_url",
  ],
  [
    "a currency that is unknown",
    ({ client }) => client.call("payment_intents.create", { amount: 2000, currency: "xyz" as "usd" }),
    400,
    "parameter_invalid",
    "currency",
  ],

  [
    "a real card number",
    ({ client }) => client.paymentMethods.create(card({ number: "4111111111111111" })),
    402,
    "card_declined",
    "card.number",
  ],
  [
    "a card number with a typo",
    ({ client }) => client.paymentMethods.create(card({ number: "4242424242424243" })),
    402,
    "incorrect_number",
    "card.number",
  ],
  [
    "a thirteenth month",
    ({ client }) => client.paymentMethods.create(card({ exp_month: 13 })),
    402,
    "invalid_expiry_month",
    "card.exp_month",
  ],
  [
    "a year that is over",
    ({ client }) => client.paymentMethods.create(card({ exp_year: 2026 })),
    402,
    "invalid_expiry_year",
    "card.exp_year",
  ],
  [
    "a security code of two digits",
    ({ client }) => client.paymentMethods.create(card({ cvc: "12" })),
    402,
    "invalid_cvc",
    "card.cvc",
  ],
  [
    "a card without a number",
    ({ client }) => client.paymentMethods.create({ type: "card", card: { exp_month: 1, exp_year: 2034 } }),
    400,
    "parameter_missing",
    "card.number",
  ],
  [
    "a token that is unknown",
    ({ client }) => client.paymentMethods.create({ type: "card", card: { token: "tok_nope" } }),
    404,
    "resource_missing",
    "card.token",
  ],
  [
    "a card under another type",
    ({ client }) => client.paymentMethods.create({ ...card({}), type: "sepa_debit" }),
    400,
    "parameter_invalid",
    "card",
  ],
  [
    "a bank account that is no test account",
    ({ client }) =>
      client.paymentMethods.create({
        type: "us_bank_account",
        us_bank_account: { account_number: "123456789", routing_number: "110000000" },
        billing_details: { name: "Ada" },
      }),
    404,
    "resource_missing",
    "us_bank_account.account_number",
  ],
  [
    "a bank account of nobody",
    ({ client }) => client.paymentMethods.create({ type: "sepa_debit", sepa_debit: { iban: "AT611904300234573201" } }),
    400,
    "parameter_missing",
    "billing_details.name",
  ],

  [
    "attaching a method to a deleted customer",
    ({ client, deleted }) => client.paymentMethods.attach("pm_card_visa", { customer: deleted }),
    404,
    "resource_missing",
    "customer",
  ],
  [
    "attaching a detached method",
    ({ client, detached, customer }) => client.paymentMethods.attach(detached, { customer }),
    400,
    "payment_method_unexpected_state",
    "id",
  ],
  [
    "attaching another customer's method",
    async ({ client, method }) =>
      client.paymentMethods.attach(method, { customer: (await client.customers.list()).data[0]!.id }),
    400,
    "payment_method_unexpected_state",
    "customer",
  ],
  [
    "attaching another account's method",
    ({ client, foreign, customer }) => client.paymentMethods.attach(foreign.method, { customer }),
    404,
    "resource_missing",
    "id",
  ],
  [
    "detaching what is attached to nobody",
    ({ client, detached }) => client.paymentMethods.detach(detached),
    400,
    "payment_method_unexpected_state",
    "id",
  ],
  [
    "updating a detached method",
    ({ client, detached }) => client.paymentMethods.update(detached, { metadata: { a: "b" } }),
    400,
    "payment_method_unexpected_state",
    "id",
  ],
  [
    "updating a deleted customer",
    ({ client, deleted }) => client.customers.update(deleted, { name: "Ada" }),
    404,
    "resource_missing",
    "id",
  ],
  [
    "deleting a customer twice",
    ({ client, deleted }) => client.customers.delete(deleted),
    404,
    "resource_missing",
    "id",
  ],
  [
    "a default method that is another's",
    ({ client, customer, foreign }) => client.customers.update(customer, { default_payment_method: foreign.method }),
    404,
    "resource_missing",
    "default_payment_method",
  ],
  [
    "funding a deleted customer",
    ({ client, deleted }) => client.customers.fundCashBalance(deleted, usd),
    404,
    "resource_missing",
    "id",
  ],
  [
    "more than 50 keys of metadata",
    ({ client, customer }) =>
      client.customers.update(customer, {
        metadata: Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`k${index}`, "v"])),
      }),
    400,
    "parameter_invalid_object",
    "metadata",
  ],

  [
    "capturing more than is authorised",
    ({ client, held }) => client.paymentIntents.capture(held, { amount_to_capture: 2001 }),
    400,
    "amount_too_large",
    "amount_to_capture",
  ],
  [
    "capturing nothing",
    ({ client, held }) => client.paymentIntents.capture(held, { amount_to_capture: 0 }),
    400,
    "parameter_invalid_integer",
    "amount_to_capture",
  ],
  [
    "refunding what is only authorised",
    ({ client, held }) => client.paymentIntents.refund(held),
    400,
    "payment_intent_unexpected_state",
  ],
  [
    "refunding more than was captured",
    ({ client, paid }) => client.refunds.create({ payment_intent: paid, amount: 2001 }),
    400,
    "amount_too_large",
    "amount",
  ],
  [
    "refunding nothing",
    ({ client, paid }) => client.refunds.create({ payment_intent: paid, amount: 0 }),
    400,
    "parameter_invalid_integer",
    "amount",
  ],
  [
    "refunding a half cent",
    ({ client, paid }) => client.refunds.create({ payment_intent: paid, amount: 0.5 }),
    400,
    "parameter_invalid_integer",
    "amount",
  ],
  [
    "refunding neither charge nor intent",
    ({ client }) => client.refunds.create({}),
    400,
    "parameter_missing",
    "payment_intent",
  ],
  [
    "refunding a charge of another intent",
    ({ client, charge, held }) => client.refunds.create({ charge, payment_intent: held }),
    400,
    "parameter_invalid",
    "charge",
  ],
  [
    "refunding another account's charge",
    ({ client, foreign }) => client.refunds.create({ charge: foreign.charge }),
    404,
    "resource_missing",
    "charge",
  ],
  [
    "refunding another account's intent",
    ({ client, foreign }) => client.refunds.create({ payment_intent: foreign.intent }),
    404,
    "resource_missing",
    "payment_intent",
  ],
  [
    "disputing another account's charge",
    ({ client, foreign }) => client.disputes.create({ charge: foreign.charge }),
    404,
    "resource_missing",
    "charge",
  ],
  [
    "disputing what is only authorised",
    async ({ client, held }) =>
      client.disputes.create({ charge: (await client.paymentIntents.get(held)).latest_charge! }),
    400,
    "charge_not_captured",
    "charge",
  ],
  [
    "disputing more than was captured",
    ({ client, charge }) => client.disputes.create({ charge, amount: 2001 }),
    400,
    "amount_too_large",
    "amount",
  ],
  [
    "changing the terms of what is paid",
    ({ client, paid }) => client.paymentIntents.update(paid, { amount: 3000 }),
    400,
    "payment_intent_unexpected_state",
  ],

  [
    "a payout of what is not there",
    ({ client }) => client.payouts.create({ amount: 99_999, currency: "usd" }),
    400,
    "balance_insufficient",
    "amount",
  ],
  [
    "a payout in a currency never seen",
    ({ client }) => client.payouts.create({ amount: 1, currency: "krw" }),
    400,
    "balance_insufficient",
    "amount",
  ],
  [
    "a sale of nothing",
    ({ client }) => client.call("checkout_sessions.create", { line_items: [] }),
    400,
    "parameter_invalid_array",
    "line_items",
  ],
  [
    "a sale of a price that is not there",
    ({ client }) => client.checkoutSessions.create({ line_items: [{ price: "price_nope" }] }),
    404,
    "resource_missing",
    "line_items[0].price",
  ],
  [
    "a sale without a price",
    ({ client }) => client.checkoutSessions.create({ line_items: [{ quantity: 2 }] }),
    400,
    "parameter_missing",
    "line_items[0].price",
  ],
  [
    "a sale below the smallest amount",
    ({ client }) =>
      client.checkoutSessions.create({
        line_items: [{ price_data: { currency: "usd", unit_amount: 49, product_data: { name: "Tea" } } }],
      }),
    400,
    "amount_too_small",
    "line_items",
  ],
  [
    "a sale in two currencies",
    ({ client }) =>
      client.checkoutSessions.create({
        line_items: (["usd", "eur"] as const).map((currency) => ({
          price_data: { currency, unit_amount: 900, product_data: { name: "Tea" } },
        })),
      }),
    400,
    "currency_mismatch",
    "line_items[1].price",
  ],
  [
    "a session of a week",
    ({ client }) =>
      client.checkoutSessions.create({
        line_items: [{ price_data: { currency: "usd", unit_amount: 900, product_data: { name: "Tea" } } }],
        expires_at: 1_800_000_000 + 7 * 24 * 3600,
      }),
    400,
    "parameter_invalid_integer",
    "expires_at",
  ],
];

describe("bad input is refused exactly, and leaves nothing", () => {
  test("case by case", async () => {
    const file = temporaryFile();
    const sandbox = await startSandbox({ file });
    const bench = await setUp(sandbox);
    const store = openStore(file);
    const rows = () => ({ ...countRows(store), idempotency_keys: 0 });
    for (const [what, call, status, code, param] of cases) {
      const before = [rows(), await newestSeq(bench.client)];
      const failure = await failureOf(call(bench));
      expect({ what, status: failure.status, code: failure.code, param: failure.param }).toEqual({
        what,
        status,
        code,
        param,
      });
      expect(failure.type).toBe(status === 402 ? "card_error" : "invalid_request_error");
      expect(failure.message).not.toMatch(/4111111111111111|4242424242424243/);
      expect([rows(), await newestSeq(bench.client)], what).toEqual(before);
    }
    expect(await differencesOf(sandbox)).toEqual([]);
  });
});

async function setUp(sandbox: Awaited<ReturnType<typeof startSandbox>>): Promise<Bench> {
  const { client } = sandbox;
  const bob = await registerMember(sandbox, "bob@example.test");
  const other = clientOf(sandbox, (await bob.createKey()).key);
  const make = async (owner: Client) => {
    const customer = await owner.customers.create({ name: "Ada", metadata: { first: "1" } });
    const method = await owner.paymentMethods.attach("pm_card_visa", { customer: customer.id });
    const intent = await pay(owner);
    return { customer: customer.id, method: method.id, intent: intent.id, charge: intent.latest_charge! };
  };
  const own = await make(client);
  const deleted = await client.customers.create();
  const begun = {
    intent: (await client.paymentIntents.create({ ...usd, customer: deleted.id })).id,
    setup: (await client.setupIntents.create({ customer: deleted.id })).id,
  };
  await client.customers.delete(deleted.id);
  const spent = await client.paymentMethods.attach("pm_card_visa", { customer: own.customer });
  await client.paymentMethods.detach(spent.id);
  const held = await authorize(client);
  await client.customers.create({ name: "Grace" });
  return {
    client,
    paid: own.intent,
    charge: own.charge,
    held: held.id,
    customer: own.customer,
    deleted: deleted.id,
    begun,
    method: own.method,
    detached: spent.id,
    foreign: await make(other),
  };
}

test("a method that paid once without a customer is spent", async () => {
  const { client } = await startSandbox();
  const method = await client.paymentMethods.create(card({}));
  await client.paymentIntents.create({ ...usd, payment_method: method.id, confirm: true });
  expect(await failureOf(client.paymentIntents.create({ ...usd, payment_method: method.id }))).toMatchObject({
    code: "payment_method_unexpected_state",
    param: "payment_method",
  });
});

test("a customer who is deleted while the payer authenticates gets no method", async () => {
  const sandbox = await startSandbox();
  const { client } = sandbox;
  const customer = (await client.customers.create()).id;
  const challenged = { customer, payment_method: "pm_card_authenticationRequired", confirm: true } as const;
  const payment = await client.paymentIntents.create({ ...usd, ...challenged, setup_future_usage: "off_session" });
  const setup = await client.setupIntents.create(challenged);
  await client.customers.delete(customer);
  const after = await newestSeq(client);
  const passed = { outcome: "succeeded" } as const;
  expect((await client.paymentIntents.authenticate(payment.id, passed)).status).toBe("succeeded");
  expect((await client.setupIntents.authenticate(setup.id, passed)).status).toBe("succeeded");
  expect(await eventTypesOf(client, after)).not.toContain("payment_method.attached");
  expect((await client.paymentMethods.list({ customer })).data).toEqual([]);
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("more than five payments of one customer in a minute alert, and are blocked if the settings say so", async () => {
  const { client, clock } = await startSandbox();
  const customer = (await client.customers.create()).id;
  const alerts = async () => (await client.events.list({ type: "risk.alert" })).data;
  for (let count = 1; count <= 5; count++) await pay(client, "pm_card_visa", { customer });
  expect(await alerts()).toEqual([]);
  expect(await pay(client, "pm_card_visa", { customer })).toMatchObject({ status: "succeeded" });
  expect(await alerts()).toMatchObject([{ data: { object: { customer, count: 6, action: "alert" } } }]);

  await client.paymentSettings.update({ risk_action: "block" });
  const failure = await failureOf(pay(client, "pm_card_visa", { customer }));
  expect(failure).toMatchObject({ status: 402, code: "card_declined", declineCode: "fraudulent" });
  const [blocked] = (await client.charges.list()).data;
  expect(blocked?.outcome).toMatchObject({ type: "blocked", reason: "rule", rule: "payments_per_minute" });
  expect(await alerts()).toHaveLength(2);
  await clock.advance(60);
  expect(await pay(client, "pm_card_visa", { customer })).toMatchObject({ status: "succeeded" });
  expect(await pay(client)).toMatchObject({ status: "succeeded" });
});
