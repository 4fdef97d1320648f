import type { Client } from "@micro/sdk";
import { describe, expect, test } from "vitest";

import { failureOf } from "../support/failure.ts";
import { eventTypesOf, newestSeq } from "../support/look.ts";
import { callPrice, recordCalls } from "../support/metering.ts";
import { differencesOf } from "../support/payments.ts";
import { frozenAt, startSandbox } from "../support/sandbox.ts";

const daySeconds = 24 * 3600;

async function catalogueOf(client: Client) {
  const { id: product } = await client.products.create({ name: "Tea club" });
  const price = async (amount: number, interval?: "month" | "year") =>
    (
      await client.prices.create({
        product,
        currency: "usd",
        unit_amount: amount,
        ...(interval && { recurring: { interval } }),
      })
    ).id;
  return { monthly: await price(2000, "month"), yearly: await price(20_000, "year"), once: await price(500) };
}

const goodCard = { type: "card", test_card: "4242424242424242" };

/** What is told of a session that sells a subscription, in this order. */
const told = new Set(["customer.subscription.created", "invoice.paid", "checkout.session.completed"]);

/** What a form of the page sends, without script. */
const sendForm = (url: string, fields: Record<string, string>) =>
  fetch(url, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", origin: new URL(url).origin },
    body: new URLSearchParams(fields),
    redirect: "manual",
  });

const wordsOf = async (url: string) =>
  (await (await fetch(url)).text()).replaceAll(/<[^>]*>/g, " ").replaceAll(/\s+/g, " ");

/** Takes the authentication that a payment waits for. */
async function authenticate(url: string, location: string | null): Promise<Response> {
  const page = new URL(location ?? "", url).href;
  return sendForm(page, { outcome: "succeeded" });
}

describe("the checkout page of a subscription", () => {
  test("takes a card, begins the subscription with what is bought once, and keeps the card for its renewals", async () => {
    const sandbox = await startSandbox();
    const { client } = sandbox;
    const { monthly, once } = await catalogueOf(client);
    const session = await client.checkoutSessions.create({
      mode: "subscription",
      line_items: [{ price: monthly, quantity: 2 }, { price: once }],
      subscription_data: { description: "Two cups", metadata: { club: "tea" } },
    });
    expect(session).toMatchObject({ mode: "subscription", amount_total: 4500, subscription: null, invoice: null });
    const words = await wordsOf(session.url!);
    for (const part of ["Pay 45.00 USD", "every month", "40.00 USD"]) expect(words).toContain(part);
    expect((await client.subscriptions.list()).data).toEqual([]);

    const before = await newestSeq(client);
    const declined = await sendForm(session.url!, { type: "card", test_card: "4000000000000002", email: "a@b.test" });
    expect(declined.status).toBe(402);
    expect(await declined.text()).toContain('role="alert"');
    expect(await client.checkoutSessions.get(session.id)).toMatchObject({ status: "open", subscription: null });
    expect((await sendForm(session.url!, { ...goodCard, email: "a@b.test" })).status).toBe(303);

    const paid = await client.checkoutSessions.get(session.id);
    expect(paid).toMatchObject({ status: "complete", payment_status: "paid", amount_total: 4500, url: null });
    const subscription = await client.subscriptions.get(paid.subscription!);
    expect(subscription).toMatchObject({
      status: "active",
      customer: paid.customer,
      description: "Two cups",
      metadata: { club: "tea" },
      latest_invoice: paid.invoice,
      items: { data: [{ quantity: 2, price: { id: monthly } }] },
    });
    expect(await client.customers.get(paid.customer!)).toMatchObject({ email: "a@b.test" });
    expect(await client.invoices.get(paid.invoice!)).toMatchObject({
      status: "paid",
      amount_paid: 4500,
      billing_reason: "subscription_create",
      attempt_count: 2,
    });
    expect(await client.paymentMethods.get(subscription.default_payment_method!)).toMatchObject({
      customer: paid.customer,
      card: { last4: "4242" },
    });
    expect((await client.subscriptions.list()).data).toHaveLength(1);
    expect((await eventTypesOf(client, before)).filter((type) => told.has(type))).toEqual([...told]);
    expect(await wordsOf(session.url!)).toContain("You paid 45.00 USD");

    await sandbox.clock.advance(32 * daySeconds);
    const [renewal] = (await client.invoices.list({ subscription: subscription.id })).data;
    expect(renewal).toMatchObject({ status: "paid", amount_paid: 4000, billing_reason: "subscription_cycle" });
    expect(await differencesOf(sandbox)).toEqual([]);
  });

  test("leads through the authentication, and nothing runs before it", async () => {
    const sandbox = await startSandbox();
    const { client } = sandbox;
    const { monthly } = await catalogueOf(client);
    const { id: customer } = await client.customers.create({ email: "ada@example.test" });
    const session = await client.checkoutSessions.create({
      mode: "subscription",
      customer,
      line_items: [{ price: monthly }],
    });
    const asked = await sendForm(session.url!, { type: "card", test_card: "4000002760003184" });
    expect(asked.status).toBe(303);
    expect(asked.headers.get("location")).toContain("/authenticate/");
    expect((await client.subscriptions.list({ customer })).data).toMatchObject([{ status: "incomplete" }]);
    expect((await authenticate(session.url!, asked.headers.get("location"))).status).toBe(303);
    const paid = await client.checkoutSessions.get(session.id);
    expect(paid).toMatchObject({ status: "complete", payment_status: "paid", customer });
    const subscription = await client.subscriptions.get(paid.subscription!);
    expect(subscription.status).toBe("active");
    expect(subscription.default_payment_method).not.toBeNull();
    expect(await differencesOf(sandbox)).toEqual([]);
  });

  test("of a trial charges nothing, keeps the card, and the card pays when the trial ends", async () => {
    const sandbox = await startSandbox();
    const { client } = sandbox;
    const { monthly } = await catalogueOf(client);
    const sell = () =>
      client.checkoutSessions.create({
        mode: "subscription",
        line_items: [{ price: monthly }],
        subscription_data: { trial_period_days: 7 },
      });
    const session = await sell();
    expect(session.amount_total).toBe(0);
    expect(await wordsOf(session.url!)).toContain("Subscribe");
    expect((await sendForm(session.url!, { type: "card", test_card: "4000000000000002" })).status).toBe(402);
    expect((await client.subscriptions.list()).data).toEqual([]);
    expect((await sendForm(session.url!, goodCard)).status).toBe(303);
    const done = await client.checkoutSessions.get(session.id);
    expect(done).toMatchObject({ status: "complete", payment_status: "no_payment_required", payment_intent: null });
    const trialing = await client.subscriptions.get(done.subscription!);
    expect(trialing.status).toBe("trialing");
    expect(trialing.default_payment_method).not.toBeNull();

    const second = await sell();
    const asked = await sendForm(second.url!, { type: "card", test_card: "4000002760003184" });
    expect(asked.headers.get("location")).toContain("/authenticate/");
    await authenticate(second.url!, asked.headers.get("location"));
    expect(await client.checkoutSessions.get(second.id)).toMatchObject({ status: "complete" });

    await sandbox.clock.advance(8 * daySeconds);
    expect(await client.subscriptions.get(trialing.id)).toMatchObject({ status: "active" });
    expect(await differencesOf(sandbox)).toEqual([]);
  });

  test("of a trial with something that is paid once begins the trial when that is paid", async () => {
    const sandbox = await startSandbox();
    const { client, clock } = sandbox;
    const { monthly, once } = await catalogueOf(client);
    const session = await client.checkoutSessions.create({
      mode: "subscription",
      line_items: [{ price: monthly }, { price: once }],
      subscription_data: { trial_period_days: 7 },
    });
    expect(session.amount_total).toBe(500);
    const before = await newestSeq(client);
    expect((await sendForm(session.url!, { type: "card", test_card: "4000000000000002" })).status).toBe(402);
    expect((await client.subscriptions.list({ status: "all" })).data).toMatchObject([{ status: "incomplete" }]);
    expect((await sendForm(session.url!, goodCard)).status).toBe(303);
    const paid = await client.checkoutSessions.get(session.id);
    expect(paid).toMatchObject({ status: "complete", payment_status: "paid", amount_total: 500 });
    const trialing = await client.subscriptions.get(paid.subscription!);
    expect(trialing).toMatchObject({ status: "trialing", latest_invoice: paid.invoice });
    expect(trialing.default_payment_method).not.toBeNull();
    expect(await client.invoices.get(paid.invoice!)).toMatchObject({ status: "paid", amount_paid: 500 });
    expect((await eventTypesOf(client, before)).filter((type) => told.has(type))).toEqual([...told]);

    await clock.advance(8 * daySeconds);
    expect(await client.subscriptions.get(trialing.id)).toMatchObject({ status: "active" });
    const [first] = (await client.invoices.list({ subscription: trialing.id })).data;
    expect(first).toMatchObject({ status: "paid", amount_paid: 2000 });
    expect(await differencesOf(sandbox)).toEqual([]);
  });

  test("of a trial that nobody paid for in time never began", async () => {
    const { client, clock } = await startSandbox();
    const { monthly, once } = await catalogueOf(client);
    const session = await client.checkoutSessions.create({
      mode: "subscription",
      line_items: [{ price: monthly }, { price: once }],
      subscription_data: { trial_period_days: 7 },
    });
    await sendForm(session.url!, { type: "card", test_card: "4000000000000002" });
    await clock.advance(25 * 3600);
    expect(await client.checkoutSessions.get(session.id)).toMatchObject({ status: "expired", subscription: null });
    expect((await client.subscriptions.list({ status: "all" })).data).toMatchObject([{ status: "incomplete_expired" }]);
  });

  test("keeps the card where the customer's balance covers the first invoice, and charges it for the next", async () => {
    const sandbox = await startSandbox();
    const { client, clock } = sandbox;
    const { monthly, once } = await catalogueOf(client);
    const { id: customer } = await client.customers.create({ email: "ada@example.test", balance: -2600 });
    const session = await client.checkoutSessions.create({
      mode: "subscription",
      customer,
      line_items: [{ price: monthly }, { price: once }],
    });
    expect((await sendForm(session.url!, { type: "card", test_card: "4000000000000002" })).status).toBe(402);
    expect((await client.subscriptions.list({ status: "all" })).data).toEqual([]);
    expect((await sendForm(session.url!, goodCard)).status).toBe(303);
    const done = await client.checkoutSessions.get(session.id);
    expect(done).toMatchObject({ status: "complete", payment_status: "no_payment_required", amount_total: 0 });
    const subscription = await client.subscriptions.get(done.subscription!);
    expect(subscription.status).toBe("active");
    expect(await client.paymentMethods.get(subscription.default_payment_method!)).toMatchObject({ customer });
    expect((await client.customers.billing(customer)).balance).toBe(-100);
    expect((await client.paymentIntents.list()).data).toEqual([]);
    await clock.advance(32 * daySeconds);
    const [renewal] = (await client.invoices.list({ subscription: subscription.id })).data;
    expect(renewal).toMatchObject({ status: "paid", amount_paid: 1900 });
    expect(await differencesOf(sandbox)).toEqual([]);
  });

  test("keeps the card also where it takes a discount of the customer's for the balance to cover all", async () => {
    const sandbox = await startSandbox();
    const { client } = sandbox;
    const { monthly } = await catalogueOf(client);
    const coupon = await client.coupons.create({ percent_off: "50", duration: "forever" });
    const { id: customer } = await client.customers.create({ balance: -1000, coupon: coupon.id });
    const { id } = await client.checkoutSessions.create({
      mode: "subscription",
      customer,
      line_items: [{ price: monthly }],
    });
    const refused = client.checkoutSessions.pay(id, { payment_method: "pm_card_visa_chargeDeclined" });
    expect((await failureOf(refused)).code).toBe("card_declined");
    expect((await client.subscriptions.list({ status: "all" })).data).toEqual([]);
    const done = await client.checkoutSessions.pay(id);
    const { default_payment_method: method } = await client.subscriptions.get(done.subscription!);
    expect((await client.paymentMethods.get(method!)).customer).toBe(customer);
    expect(await differencesOf(sandbox)).toEqual([]);
  });

  test("takes a bank debit, which is on its way until the bank has answered", async () => {
    const sandbox = await startSandbox();
    const { client, clock } = sandbox;
    const { monthly } = await catalogueOf(client);
    const sell = async (account: string) => {
      const { id, url } = await client.checkoutSessions.create({
        mode: "subscription",
        line_items: [{ price: monthly }],
        payment_method_types: ["us_bank_account"],
      });
      const debit = { type: "us_bank_account", account, email: "ada@example.test", name: "Ada" };
      expect((await sendForm(url!, debit)).status).toBe(303);
      return id;
    };
    const good = await sell("000123456789");
    const begun = await client.checkoutSessions.get(good);
    expect(begun).toMatchObject({ status: "complete", payment_status: "unpaid" });
    expect((await client.subscriptions.get(begun.subscription!)).status).toBe("active");
    const before = await newestSeq(client);
    await clock.advance(600);
    const types = await eventTypesOf(client, before);
    for (const type of ["invoice.paid", "checkout.session.async_payment_succeeded"]) expect(types).toContain(type);
    expect(await client.checkoutSessions.get(good)).toMatchObject({ payment_status: "paid" });
    const paid = await client.subscriptions.get(begun.subscription!);
    expect(await client.paymentMethods.get(paid.default_payment_method!)).toMatchObject({ type: "us_bank_account" });

    const bad = await sell("000222222227");
    const failedAt = await newestSeq(client);
    await clock.advance(600);
    expect(await eventTypesOf(client, failedAt)).toContain("checkout.session.async_payment_failed");
    const failed = await client.checkoutSessions.get(bad);
    expect(failed.payment_status).toBe("unpaid");
    expect((await client.subscriptions.get(failed.subscription!)).status).not.toBe("active");
    expect(await differencesOf(sandbox)).toEqual([]);
  });

  test("of a metered price charges nothing today, and what was used after its period", async () => {
    const sandbox = await startSandbox();
    const { client, clock } = sandbox;
    const price = await callPrice(client, 3);
    const session = await client.checkoutSessions.create({ mode: "subscription", line_items: [{ price }] });
    expect(session.amount_total).toBe(0);
    expect((await sendForm(session.url!, goodCard)).status).toBe(303);
    const { customer, subscription } = await client.checkoutSessions.get(session.id);
    await clock.advance(daySeconds);
    await recordCalls(client, customer!, 40);
    await clock.advance(31 * daySeconds);
    const [bill] = (await client.invoices.list({ subscription: subscription! })).data;
    expect(bill).toMatchObject({ status: "paid", amount_paid: 120 });
    expect(await differencesOf(sandbox)).toEqual([]);
  });

  test("sells at a recurring price that is made for it", async () => {
    const sandbox = await startSandbox();
    const { client, clock } = sandbox;
    const { id: product } = await client.products.create({ name: "Tea club" });
    const session = await client.checkoutSessions.create({
      mode: "subscription",
      line_items: [
        { price_data: { currency: "usd", unit_amount: 700, product, recurring: { interval: "week" } }, quantity: 2 },
      ],
    });
    expect(session.amount_total).toBe(1400);
    expect((await sendForm(session.url!, goodCard)).status).toBe(303);
    const { subscription } = await client.checkoutSessions.get(session.id);
    await clock.advance(7 * daySeconds + 3600);
    const { data } = await client.invoices.list({ subscription: subscription! });
    expect(data.map(({ amount_paid: amount }) => amount)).toEqual([1400, 1400]);
    expect(await differencesOf(sandbox)).toEqual([]);
  });

  test("that expires leaves nothing that runs or can be paid", async () => {
    const sandbox = await startSandbox();
    const { client } = sandbox;
    const { monthly, once } = await catalogueOf(client);
    const line_items = [{ price: monthly }, { price: once }];
    const untouched = await client.checkoutSessions.create({ mode: "subscription", line_items });
    const tried = await client.checkoutSessions.create({ mode: "subscription", line_items });
    const trial = await client.checkoutSessions.create({
      mode: "subscription",
      line_items: [{ price: monthly }],
      subscription_data: { trial_period_days: 7 },
    });
    for (const { url } of [tried, trial]) await sendForm(url!, { type: "card", test_card: "4000000000000002" });
    await client.checkoutSessions.expire(untouched.id);
    const { setup_intent: setup } = await client.checkoutSessions.expire(trial.id);
    expect(await client.setupIntents.get(setup!)).toMatchObject({ status: "canceled" });
    expect(await client.checkoutSessions.expire(tried.id)).toMatchObject({ subscription: null, invoice: null });
    const subscriptions = (await client.subscriptions.list({ status: "all" })).data;
    expect(subscriptions.map(({ status }) => status)).toEqual(["incomplete_expired"]);
    expect((await client.invoices.list()).data.map(({ status }) => status)).toEqual(["void"]);
    expect((await client.paymentIntents.list()).data.map(({ status }) => status)).toEqual(["canceled"]);
    expect((await client.invoiceItems.list({ pending: true })).data).toEqual([]);
    expect(await differencesOf(sandbox)).toEqual([]);
  });

  test("of a payment link subscribes at each visit", async () => {
    const { client } = await startSandbox();
    const { monthly } = await catalogueOf(client);
    const link = await client.paymentLinks.create({
      line_items: [{ price: monthly }],
      subscription_data: { metadata: { from: "link" } },
    });
    expect(link.subscription_data).toEqual({ description: null, metadata: { from: "link" }, trial_period_days: null });
    for (let visit = 0; visit < 2; visit += 1) {
      const opened = await fetch(link.url, { redirect: "manual" });
      const url = new URL(opened.headers.get("location") ?? "", link.url).href;
      expect((await sendForm(url, goodCard)).status).toBe(303);
    }
    const { data } = await client.subscriptions.list();
    expect(data.map(({ status, metadata }) => [status, metadata])).toEqual([
      ["active", { from: "link" }],
      ["active", { from: "link" }],
    ]);
  });
});

test("never charges more than the payer was shown", async () => {
  const { client } = await startSandbox();
  const { monthly } = await catalogueOf(client);
  const { id: customer } = await client.customers.create({});
  const line_items = [{ price: monthly }];
  const { id } = await client.checkoutSessions.create({ mode: "subscription", customer, line_items });
  await client.invoiceItems.create({ customer, amount: 700, currency: "usd" });
  expect((await failureOf(client.checkoutSessions.pay(id))).code).toBe("state_conflict");
  expect((await client.subscriptions.list({ status: "all" })).data).toEqual([]);
  expect(await client.checkoutSessions.get(id)).toMatchObject({ status: "open", amount_total: 2000 });
});

test("what does not go together is refused, and nothing is written", async () => {
  const { client } = await startSandbox();
  const { monthly, yearly, once } = await catalogueOf(client);
  const metered = await callPrice(client, 2);
  const { id: customer } = await client.customers.create();
  const later = frozenAt + 3 * daySeconds;
  const mode = "subscription";
  type Input = Parameters<typeof client.checkoutSessions.create>[0];
  const cases: [Input, param: string][] = [
    [{ mode: "payment", line_items: [{ price: once }, { price: monthly }] }, "line_items[1].price"],
    [{ mode, line_items: [{ price: once }] }, "line_items"],
    [{ mode, line_items: [{ price: monthly }, { price: once }, { price: yearly }] }, "line_items[2].price"],
    [{ mode, line_items: [{ price: monthly }, { price: monthly }] }, "line_items[1].price"],
    [{ line_items: [{ price: once }], subscription_data: {} }, "subscription_data"],
    [{ mode, line_items: [{ price: monthly }], payment_intent_data: { description: "No" } }, "payment_intent_data"],
    [{ mode, line_items: [{ price: monthly }], customer_creation: "always" }, "customer_creation"],
    [{ mode, line_items: [{ price: metered, quantity: 2 }] }, "line_items[0].quantity"],
    [
      { mode, line_items: [{ price: monthly }], subscription_data: { trial_period_days: 7, trial_end: later } },
      "subscription_data.trial_end",
    ],
    [{ line_items: [{ price: once }], customer, customer_email: "ann@example.test" }, "customer_email"],
  ];
  const before = await newestSeq(client);
  for (const [input, param] of cases) {
    const error = await failureOf(client.checkoutSessions.create(input));
    expect([error.code, error.param], param).toEqual(["parameter_invalid", param]);
  }
  const noLink = await failureOf(client.paymentLinks.create({ line_items: [{ price: once }], subscription_data: {} }));
  expect([noLink.code, noLink.param]).toEqual(["parameter_invalid", "subscription_data"]);
  expect(await newestSeq(client)).toBe(before);
  expect((await client.checkoutSessions.list()).data).toEqual([]);
});
