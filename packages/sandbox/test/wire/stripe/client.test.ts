import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { Stripe } from "stripe";
import { expect, onTestFinished, test } from "vitest";

import { clientOf, failureOf, startStripe } from "./client.ts";

test("lists go in pages, in both directions, and the client walks over all of them", async () => {
  const { stripe } = await startStripe();
  const made: string[] = [];
  for (let index = 0; index < 7; index++) made.unshift((await stripe.customers.create({ name: `C${index}` })).id);
  const first = await stripe.customers.list({ limit: 3 });
  expect(first).toMatchObject({ object: "list", url: "/v1/customers", has_more: true });
  expect(first.data.map(({ id }) => id)).toEqual(made.slice(0, 3));
  const next = await stripe.customers.list({ limit: 3, starting_after: made[2] ?? "" });
  expect(next.data.map(({ id }) => id)).toEqual(made.slice(3, 6));
  const back = await stripe.customers.list({ limit: 3, ending_before: made[3] ?? "" });
  expect(back.data.map(({ id }) => id)).toEqual(made.slice(0, 3));
  const all: string[] = [];
  for await (const customer of stripe.customers.list({ limit: 2 })) all.push(customer.id);
  expect(all).toEqual(made);
  const lost = await failureOf(stripe.customers.list({ starting_after: "cus_none" }));
  expect(lost).toMatchObject({ statusCode: 400, code: "resource_missing", param: "starting_after" });
});

test("connected accounts go in pages, too", async () => {
  const { stripe } = await startStripe();
  const made: string[] = [];
  for (let index = 0; index < 3; index++) made.unshift((await stripe.accounts.create({ type: "custom" })).id);
  const all: string[] = [];
  for await (const account of stripe.accounts.list({ limit: 1 })) all.push(account.id);
  expect(all).toEqual(made);
  const back = await stripe.accounts.list({ ending_before: made[1] ?? "" });
  expect(back.data.map(({ id }) => id)).toEqual(made.slice(0, 1));
});

test("lists are bounded by the instant of creation", async () => {
  const { sandbox, stripe } = await startStripe();
  const old = await stripe.customers.create();
  await sandbox.clock.advance(60);
  const young = await stripe.customers.create();
  const ids = async (created: Stripe.RangeQueryParam | number) =>
    (await stripe.customers.list({ created })).data.map(({ id }) => id);
  expect(await ids({ gt: old.created })).toEqual([young.id]);
  expect(await ids({ lte: old.created })).toEqual([old.id]);
  expect(await ids(old.created)).toEqual([old.id]);
});

test("a search goes on by its next page", async () => {
  const { stripe } = await startStripe();
  for (let index = 0; index < 3; index++) {
    await stripe.paymentIntents.create({ amount: 1000 + index, currency: "usd", metadata: { order: "7" } });
  }
  await stripe.paymentIntents.create({ amount: 5000, currency: "usd" });
  const query = "metadata['order']:'7'";
  const first = await stripe.paymentIntents.search({ query, limit: 2 });
  expect(first).toMatchObject({ object: "search_result", url: "/v1/payment_intents/search", has_more: true });
  expect(first.data.map(({ amount }) => amount)).toEqual([1002, 1001]);
  const next = await stripe.paymentIntents.search({ query, limit: 2, page: first.next_page ?? "" });
  expect(next.data.map(({ amount }) => amount)).toEqual([1000]);
  expect(next.has_more).toBe(false);
  const all: number[] = [];
  for await (const intent of stripe.paymentIntents.search({ query, limit: 1 })) all.push(intent.amount);
  expect(all).toEqual([1002, 1001, 1000]);
});

test("products and prices are found by what they are", async () => {
  const { stripe } = await startStripe();
  const tea = await stripe.products.create({ name: "Green tea", metadata: { shelf: "3" } });
  const old = await stripe.products.create({ name: "Black tea" });
  await stripe.products.update(old.id, { active: false });
  const found = async (query: string) => (await stripe.products.search({ query })).data.map(({ name }) => name);
  expect(await found("name~'tea' AND active:'true'")).toEqual(["Green tea"]);
  expect(await found("active:'false'")).toEqual(["Black tea"]);
  expect(await found("-active:'false' AND metadata['shelf']:'3'")).toEqual(["Green tea"]);
  const price = { product: tea.id, currency: "usd", unit_amount: 500 };
  const once = await stripe.prices.create({ ...price, lookup_key: "tea" });
  await stripe.prices.create({ ...price, recurring: { interval: "month" } });
  const prices = async (query: string) => (await stripe.prices.search({ query })).data.map(({ id }) => id);
  expect(await prices(`product:'${tea.id}' AND type:'one_time'`)).toEqual([once.id]);
  expect(await prices("lookup_key:'tea' AND currency:'usd'")).toEqual([once.id]);
  const wrong = await failureOf(stripe.products.search({ query: "active:'perhaps'" }));
  expect(wrong).toMatchObject({ statusCode: 400, param: "query" });
});

test("what is expanded is whole, at any place, and what cannot be is refused", async () => {
  const { stripe } = await startStripe();
  const customer = await stripe.customers.create({ name: "Ann" });
  await stripe.paymentIntents.create({
    amount: 2000,
    currency: "usd",
    customer: customer.id,
    payment_method: "pm_card_visa",
    confirm: true,
  });
  const list = await stripe.paymentIntents.list({
    expand: ["data.customer", "data.latest_charge.balance_transaction"],
  });
  expect(list.data[0]).toMatchObject({
    customer: { object: "customer", name: "Ann", balance: 0 },
    latest_charge: {
      object: "charge",
      balance_transaction: { object: "balance_transaction", reporting_category: "charge" },
    },
  });
  const failure = await failureOf(stripe.paymentIntents.list({ expand: ["data.amount"] }));
  expect(failure).toMatchObject({ statusCode: 400, param: "expand[0]" });
});

test("tiers and amounts in other currencies are shown where they are asked for", async () => {
  const { stripe } = await startStripe();
  const product = await stripe.products.create({ name: "Tea" });
  const expand = ["tiers", "currency_options"];
  const tiered: Stripe.PriceCreateParams = {
    product: product.id,
    currency: "usd",
    recurring: { interval: "month" },
    billing_scheme: "tiered",
    tiers_mode: "graduated",
    tiers: [
      { up_to: 5, unit_amount: 500 },
      { up_to: "inf", unit_amount: 400 },
    ],
  };
  const plain = await stripe.prices.create(tiered);
  expect(plain).toMatchObject({ tiers_mode: "graduated" });
  expect(plain).not.toHaveProperty("tiers");
  expect((await stripe.prices.create({ ...tiered, expand })).tiers).toHaveLength(2);
  expect((await stripe.prices.retrieve(plain.id, { expand })).tiers).toMatchObject([{ up_to: 5 }, { up_to: null }]);
  const once = await stripe.prices.create({
    product: product.id,
    currency: "usd",
    unit_amount: 500,
    currency_options: { eur: { unit_amount: 450 } },
  });
  expect(once).not.toHaveProperty("currency_options");
  const shown = await stripe.prices.retrieve(once.id, { expand });
  expect(shown.currency_options).toMatchObject({ eur: { unit_amount: 450 } });
  const list = await stripe.prices.list({ expand: ["data.tiers", "data.product"] });
  expect(list.data.map((price) => price.tiers?.length)).toEqual([undefined, 2, 2]);
  expect(list.data[0]).not.toHaveProperty("currency_options");
  expect(list.data[0]?.product).toMatchObject({ name: "Tea" });
});

test("a customer's subscriptions are shown where they are asked for", async () => {
  const { stripe } = await startStripe();
  const product = await stripe.products.create({ name: "Tea" });
  const price = await stripe.prices.create({
    product: product.id,
    currency: "usd",
    unit_amount: 500,
    recurring: { interval: "month" },
  });
  const { id: customer } = await stripe.customers.create({ payment_method: "pm_card_visa" });
  const subscription = { customer, items: [{ price: price.id }], trial_period_days: 5 };
  const { id } = await stripe.subscriptions.create(subscription);
  const { id: over } = await stripe.subscriptions.create(subscription);
  await stripe.subscriptions.cancel(over);
  const plain = await stripe.customers.retrieve(customer);
  expect(plain).not.toHaveProperty("subscriptions");
  const shown = await stripe.customers.retrieve(customer, { expand: ["subscriptions.data.latest_invoice"] });
  expect(shown).toMatchObject({
    subscriptions: {
      object: "list",
      url: `/v1/customers/${customer}/subscriptions`,
      data: [{ id, object: "subscription", latest_invoice: { object: "invoice" } }],
    },
  });
  const list = await stripe.customers.list({ expand: ["data.subscriptions"] });
  expect(list.data[0]?.subscriptions?.data).toMatchObject([{ id }]);
  const refusal = await failureOf(stripe.customers.retrieve(customer, { expand: ["email"] }));
  expect(refusal.message).toContain(
    "There are: invoice_settings.default_payment_method, subscriptions, tax_ids, test_clock, default_source.",
  );
});

test("a search counts what it finds where it is asked to, and goes on by its own pages only", async () => {
  const { stripe } = await startStripe();
  for (const name of ["Ann", "Ann", "Bob", "Ann"]) await stripe.customers.create({ name });
  const query = "name:'Ann'";
  const found = await stripe.customers.search({ query, limit: 1, expand: ["total_count"] });
  expect(found).toMatchObject({ total_count: 3, has_more: true });
  const next = { query, limit: 1, page: found.next_page ?? "", expand: ["total_count", "data.subscriptions"] };
  expect(await stripe.customers.search(next)).toMatchObject({ total_count: 3, data: [{ subscriptions: {} }] });
  expect(await stripe.customers.search({ query })).not.toHaveProperty("total_count");
  const lost = await failureOf(stripe.customers.search({ query, page: "zzz" }));
  expect(lost).toMatchObject({ statusCode: 400, param: "page" });
  const list = await failureOf(stripe.customers.list({ expand: ["total_count"] }));
  expect(list).toMatchObject({ statusCode: 400, param: "expand[0]" });
  expect(list.message).toMatch(/^Only a search counts/);
});

test("one key is one payment: the answer is repeated, and another request by it is refused", async () => {
  const { stripe } = await startStripe();
  const params = { amount: 2000, currency: "usd", payment_method: "pm_card_visa", confirm: true } as const;
  const first = await stripe.paymentIntents.create(params, { idempotencyKey: "order-7" });
  const again = await stripe.paymentIntents.create(params, { idempotencyKey: "order-7" });
  expect(again).toEqual(first);
  expect(again.lastResponse.headers).toMatchObject({
    "idempotent-replayed": "true",
    "original-request": first.lastResponse.requestId,
    "idempotency-key": "order-7",
  });
  expect(again.lastResponse.requestId).not.toBe(first.lastResponse.requestId);
  expect((await stripe.charges.list()).data).toHaveLength(1);
  const other = await failureOf(
    stripe.paymentIntents.create({ ...params, amount: 3000 }, { idempotencyKey: "order-7" }),
  );
  expect(other).toMatchObject({ type: "StripeIdempotencyError", statusCode: 400, rawType: "idempotency_error" });
  expect((await stripe.charges.list()).data).toHaveLength(1);
});

test("a decline is repeated by its key, too", async () => {
  const { stripe } = await startStripe();
  const params = {
    amount: 2000,
    currency: "usd",
    payment_method: "pm_card_visa_chargeDeclined",
    confirm: true,
  } as const;
  const first = await failureOf(stripe.paymentIntents.create(params, { idempotencyKey: "order-8" }));
  const again = await failureOf(stripe.paymentIntents.create(params, { idempotencyKey: "order-8" }));
  expect(again.payment_intent?.id).toBe(first.payment_intent?.id);
  expect(again.headers?.["idempotent-replayed"]).toBe("true");
});

test("the client tries again by itself when an answer is lost, and pays once", async () => {
  const { sandbox, stripe } = await startStripe();
  let calls = 0;
  const lossy = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { authorization, "content-type": type, "idempotency-key": key } = request.headers;
      const headers = {
        authorization: authorization ?? "",
        "content-type": type ?? "",
        "idempotency-key": String(key),
      };
      void fetch(`${sandbox.url}${request.url}`, { method: "POST", headers, body: Buffer.concat(chunks) }).then(
        async (answer) => {
          calls++;
          if (calls === 1) return request.socket.destroy();
          return response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
        },
      );
    });
  });
  await new Promise<void>((resolve) => lossy.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void lossy.close());
  const { port } = lossy.address() as AddressInfo;
  const patient = clientOf(sandbox, { port, maxNetworkRetries: 2 });
  const intent = await patient.paymentIntents.create({
    amount: 2000,
    currency: "usd",
    payment_method: "pm_card_visa",
    confirm: true,
  });
  expect(intent.status).toBe("succeeded");
  expect(calls).toBe(2);
  expect((await stripe.charges.list()).data).toHaveLength(1);
});

test("the client tries again when it is told that it may, and not when it is told that it may not", async () => {
  const { sandbox } = await startStripe();
  const patient = clientOf(sandbox, { maxNetworkRetries: 2 });
  const path = "/v1/customers";
  await sandbox.client.faults.create({ effect: "error", method: "POST", path, status: 500, times: 1 });
  expect((await patient.customers.create({ name: "Ann" })).name).toBe("Ann");
  expect((await patient.customers.list()).data).toHaveLength(1);
  await failureOf(patient.charges.create({ amount: 900, currency: "usd", source: "tok_chargeDeclined" }));
  await failureOf(patient.climate.orders.list());
  const tried = (await sandbox.client.requests.list()).data.map(({ method, status }) => `${method} ${status}`);
  // The oldest one made the rule.
  expect(tried.slice(0, -1)).toEqual(["GET 501", "POST 402", "GET 200", "POST 201", "POST 500"]);
});

test("what is expanded goes four levels deep, and not deeper", async () => {
  const { stripe } = await startStripe();
  const paid = { amount: 900, currency: "usd", payment_method: "pm_card_visa", confirm: true } as const;
  const { id } = await stripe.paymentIntents.create({ ...paid, customer: (await stripe.customers.create()).id });
  const deep = "payment_intent.latest_charge.payment_intent.customer";
  const refund = await stripe.refunds.create({ payment_intent: id, expand: [deep] });
  expect(refund.payment_intent).toMatchObject({
    latest_charge: { payment_intent: { customer: { object: "customer" } } },
  });
  const failure = await failureOf(stripe.refunds.list({ expand: [`data.${deep}.invoice_settings.x`] }));
  expect(failure).toMatchObject({ statusCode: 400, param: "expand[0]" });
});

test("a wrong key and a missing thing are the client's own kinds of error", async () => {
  const { sandbox, stripe } = await startStripe();
  const stranger = clientOf({ url: sandbox.url, apiKey: "sk_test_wrong" });
  const failure = await failureOf(stranger.customers.list());
  expect(failure).toBeInstanceOf(Stripe.errors.StripeAuthenticationError);
  expect(failure).toMatchObject({ statusCode: 401, rawType: "invalid_request_error" });
  const missing = await failureOf(stripe.paymentIntents.retrieve("pi_none"));
  expect(missing).toMatchObject({ statusCode: 404, code: "resource_missing", param: "intent" });
  expect(missing.message).toMatch(/^No such payment_intent: 'pi_none'/);
  const method = await failureOf(stripe.paymentMethods.retrieve("pm_none"));
  expect(method.message).toMatch(/^No such PaymentMethod: 'pm_none'/);
});

test("an id that is taken is refused by Stripe's code", async () => {
  const { stripe } = await startStripe();
  const coupon = { id: "half", percent_off: 50 };
  await stripe.coupons.create(coupon);
  const taken = await failureOf(stripe.coupons.create(coupon));
  expect(taken).toMatchObject({ statusCode: 400, code: "resource_already_exists", param: "id" });
});

test("an amount of three decimals ends in 0", async () => {
  const { stripe } = await startStripe();
  const failure = await failureOf(stripe.paymentIntents.create({ amount: 1005, currency: "kwd" }));
  expect(failure).toMatchObject({ statusCode: 400, type: "StripeInvalidRequestError", param: "amount" });
  expect(failure.message).toContain("round 1005 to the nearest ten");
  expect(await stripe.paymentIntents.create({ amount: 1010, currency: "kwd" })).toMatchObject({ amount: 1010 });
  expect(await stripe.paymentIntents.create({ amount: 1005, currency: "usd" })).toMatchObject({ amount: 1005 });
});
