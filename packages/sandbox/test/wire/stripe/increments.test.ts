import type { Stripe } from "stripe";
import { expect, test } from "vitest";

import { failureOf, startStripe } from "./client.ts";
import { declaring, payerOf } from "./declared.ts";

const declared = declaring(["Charge", "PaymentIntent"]);

const hold = (stripe: Stripe, more: Partial<Stripe.PaymentIntentCreateParams> = {}) =>
  stripe.paymentIntents.create({
    amount: 1000,
    currency: "usd",
    capture_method: "manual",
    payment_method: "pm_card_visa",
    payment_method_options: { card: { request_incremental_authorization: "if_available" } },
    confirm: true,
    ...more,
  });

test("what a card has authorised is raised, told of, and captured at the new amount", async () => {
  const { sandbox, stripe } = await startStripe();
  const held = await hold(stripe, { expand: ["latest_charge"] });
  const charge = declared("Charge", held.latest_charge as Stripe.Charge);
  expect(charge.payment_method_details?.card?.incremental_authorization).toEqual({ status: "available" });
  const raised = await stripe.paymentIntents.incrementAuthorization(held.id, {
    amount: 1800,
    description: "Two nights",
    metadata: { nights: "2" },
    expand: ["latest_charge"],
  });
  expect(declared("PaymentIntent", raised)).toMatchObject({
    status: "requires_capture",
    amount: 1800,
    amount_capturable: 1800,
    amount_received: 0,
    description: "Two nights",
    metadata: { nights: "2" },
    latest_charge: { id: charge.id, amount: 1800, amount_captured: 0 },
  });
  const types = (await stripe.events.list({ limit: 2 })).data.map(({ type }) => type);
  expect(types).toEqual(["payment_intent.amount_capturable_updated", "charge.updated"]);
  expect((await stripe.balanceTransactions.list()).data).toEqual([]);
  const paid = await stripe.paymentIntents.capture(held.id);
  expect(paid).toMatchObject({ status: "succeeded", amount_received: 1800 });
  const late = await failureOf(stripe.paymentIntents.incrementAuthorization(held.id, { amount: 2000 }));
  expect(late).toMatchObject({ statusCode: 400, code: "payment_intent_unexpected_state" });
  expect(await sandbox.client.sandbox.reconcile()).toMatchObject({ clean: true });
});

test("it is refused where nobody asked for it, for no more than there is, and after ten tries; nothing changes", async () => {
  const { stripe } = await startStripe();
  const plain = await hold(stripe, { payment_method_options: {} });
  const unasked = await failureOf(stripe.paymentIntents.incrementAuthorization(plain.id, { amount: 2000 }));
  expect(unasked).toMatchObject({ statusCode: 400, code: "payment_intent_unexpected_state" });
  expect(await stripe.paymentIntents.retrieve(plain.id)).toMatchObject({ amount: 1000, amount_capturable: 1000 });
  const { id } = await hold(stripe);
  const less = await failureOf(stripe.paymentIntents.incrementAuthorization(id, { amount: 1000 }));
  expect(less).toMatchObject({ statusCode: 400, param: "amount" });
  for (let amount = 1001; amount <= 1010; amount++) await stripe.paymentIntents.incrementAuthorization(id, { amount });
  const eleventh = await failureOf(stripe.paymentIntents.incrementAuthorization(id, { amount: 2000 }));
  expect(eleventh).toMatchObject({ statusCode: 400, code: "payment_intent_unexpected_state" });
  expect(await stripe.paymentIntents.retrieve(id)).toMatchObject({ amount: 1010, amount_capturable: 1010 });
});

test("one that is declined leaves what was authorised, which can be captured", async () => {
  const { sandbox, stripe } = await startStripe();
  const { id } = await hold(stripe, { customer: await payerOf(stripe), confirm: true });
  await sandbox.client.paymentSettings.update({ risk_action: "block", risk_payments_per_minute_max: 1 });
  const declined = await failureOf(stripe.paymentIntents.incrementAuthorization(id, { amount: 2000 }));
  expect(declined).toMatchObject({ statusCode: 402, code: "card_declined" });
  expect(declined.payment_intent).toMatchObject({ id, status: "requires_capture", amount: 1000 });
  expect(await stripe.paymentIntents.capture(id)).toMatchObject({ amount_received: 1000 });
  expect(await sandbox.client.sandbox.reconcile()).toMatchObject({ clean: true });
});

test("a fee of a connected account's payment is raised with it", async () => {
  const { sandbox, stripe } = await startStripe();
  const seller = await stripe.accounts.create({
    type: "custom",
    settings: { payouts: { debit_negative_balances: true } },
  });
  const terms = { application_fee_amount: 100, transfer_data: { destination: seller.id } };
  const { id } = await hold(stripe, terms);
  const tooMuch = stripe.paymentIntents.incrementAuthorization(id, { amount: 2000, application_fee_amount: 2001 });
  expect(await failureOf(tooMuch)).toMatchObject({ statusCode: 400, param: "application_fee_amount" });
  await stripe.paymentIntents.incrementAuthorization(id, { amount: 2000, application_fee_amount: 200 });
  await stripe.paymentIntents.capture(id);
  expect((await stripe.applicationFees.list()).data.map(({ amount }) => amount)).toEqual([200]);
  expect(await sandbox.client.sandbox.reconcile()).toMatchObject({ clean: true });
});
