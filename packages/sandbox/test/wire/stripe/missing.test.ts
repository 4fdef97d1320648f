import { expect, test } from "vitest";

import { failureOf, startStripe } from "./client.ts";

test("what the path names is missing with 404, what a parameter names with 400", async () => {
  const { stripe } = await startStripe();
  const { id: customer } = await stripe.customers.create();
  const inPath = [
    () => stripe.customers.retrieve("cus_none"),
    () => stripe.customers.update("cus_none", { name: "Ada" }),
    () => stripe.customers.del("cus_none"),
    () => stripe.customers.retrievePaymentMethod(customer, "pm_none"),
    () => stripe.customers.listTaxIds("cus_none"),
    () => stripe.checkout.sessions.listLineItems("cs_none"),
  ];
  for (const call of inPath) {
    expect(await failureOf(call()), String(call)).toMatchObject({ statusCode: 404, code: "resource_missing" });
  }
  const price = { price: "price_none", quantity: 1 };
  const inParameters = {
    customer: () => stripe.paymentIntents.create({ amount: 2000, currency: "usd", customer: "cus_none" }),
    "line_items[0][price]": () => stripe.checkout.sessions.create({ mode: "payment", line_items: [price] }),
    "items[0][price]": () => stripe.subscriptions.create({ customer, items: [price] }),
    product: () => stripe.prices.create({ product: "prod_none", currency: "usd", unit_amount: 100 }),
    payment_intent: () => stripe.refunds.create({ payment_intent: "pi_none" }),
    starting_after: () => stripe.customers.list({ starting_after: "cus_none" }),
  };
  for (const [param, call] of Object.entries(inParameters)) {
    expect(await failureOf(call())).toMatchObject({ statusCode: 400, code: "resource_missing", param });
  }
});

test("a payment method is read below the customer whose it is, and no other", async () => {
  const { stripe } = await startStripe();
  const [{ id: customer }, { id: other }] = [await stripe.customers.create(), await stripe.customers.create()];
  const { id } = await stripe.paymentMethods.attach("pm_card_visa", { customer });
  expect(await stripe.customers.retrievePaymentMethod(customer, id)).toMatchObject({ id, customer });
  expect(await failureOf(stripe.customers.retrievePaymentMethod(other, id))).toMatchObject({ statusCode: 404 });
});

test("what is wrong with a card is told by the card's own field, wherever the card stands", async () => {
  const { stripe } = await startStripe();
  const card = { number: "4242424242424242", exp_month: 12, exp_year: 2035, cvc: "314" };
  const wrong = {
    number: { ...card, number: "4242424242424241" },
    exp_month: { ...card, exp_month: 13 },
    exp_year: { ...card, exp_year: 2001 },
    cvc: { ...card, cvc: "12" },
  };
  for (const [param, told] of Object.entries(wrong)) {
    const calls = [
      () => stripe.paymentMethods.create({ type: "card", card: told }),
      () =>
        stripe.paymentIntents.create({
          amount: 2000,
          currency: "usd",
          confirm: true,
          payment_method_data: { type: "card", card: told } as never,
        }),
    ];
    for (const call of calls) {
      expect(await failureOf(call())).toMatchObject({ type: "StripeCardError", statusCode: 402, param });
    }
  }
});

test("an account that is none is not told from another's", async () => {
  const { stripe } = await startStripe();
  const { id: account } = await stripe.accounts.create({ type: "custom" });
  const refused = { type: "StripePermissionError", statusCode: 403, code: "account_invalid" };
  expect(await failureOf(stripe.accounts.retrieve("acct_none"))).toMatchObject(refused);
  expect(await failureOf(stripe.accounts.update("acct_none", { email: "ada@example.com" }))).toMatchObject(refused);
  expect(await failureOf(stripe.customers.list({}, { stripeAccount: "acct_none" }))).toMatchObject(refused);
  expect(await failureOf(stripe.accounts.retrieveExternalAccount(account, "ba_none"))).toMatchObject({
    statusCode: 404,
  });
});

test("what is no email address is told by a code of its own", async () => {
  const { stripe } = await startStripe();
  const refused = await failureOf(stripe.customers.create({ email: "ada" }));
  expect(refused).toMatchObject({ statusCode: 400, code: "email_invalid", param: "email" });
});
