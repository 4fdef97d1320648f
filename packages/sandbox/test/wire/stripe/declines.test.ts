import { expect, test } from "vitest";

import { failureOf, startStripe } from "./client.ts";

const declines = [
  ["pm_card_visa_chargeDeclined", "card_declined", "generic_decline"],
  ["pm_card_visa_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"],
  ["pm_card_visa_chargeDeclinedLostCard", "card_declined", "lost_card"],
  ["pm_card_visa_chargeDeclinedStolenCard", "card_declined", "stolen_card"],
  ["pm_card_visa_chargeDeclinedVelocityLimitExceeded", "card_declined", "card_velocity_exceeded"],
  ["pm_card_radarBlock", "card_declined", "fraudulent"],
  ["pm_card_chargeCustomerFail", "card_declined", "generic_decline"],
  ["pm_card_chargeDeclinedExpiredCard", "expired_card", undefined],
  ["pm_card_chargeDeclinedIncorrectCvc", "incorrect_cvc", undefined],
  ["pm_card_chargeDeclinedProcessingError", "processing_error", undefined],
] as const;

test.each(declines)("%s is declined as %s %s, and kept", async (method, code, declineCode) => {
  const { stripe } = await startStripe();
  const intent = await stripe.paymentIntents.create({ amount: 2000, currency: "usd" });
  const failure = await failureOf(stripe.paymentIntents.confirm(intent.id, { payment_method: method }));
  expect(failure).toMatchObject({ type: "StripeCardError", statusCode: 402, code });
  expect(failure.decline_code).toBe(declineCode ?? "");
  expect(failure.doc_url).toBe(`https://docs.stripe.com/error-codes#${code.replaceAll("_", "-")}`);
  expect(failure.requestId).toMatch(/^req_/);
  expect(failure.payment_intent).toMatchObject({ id: intent.id, status: "requires_payment_method" });
  expect(failure.payment_method).toMatchObject({ object: "payment_method", type: "card", card: { brand: "visa" } });
  const kept = await stripe.paymentIntents.retrieve(intent.id, { expand: ["latest_charge"] });
  expect(kept.last_payment_error).toMatchObject({ code, charge: failure.charge });
  expect(kept.latest_charge).toMatchObject({ id: failure.charge, status: "failed", failure_code: code });
  expect((await stripe.balanceTransactions.list()).data).toEqual([]);
});

test("a number that is none is refused before there is a method", async () => {
  const { stripe } = await startStripe();
  const card = { number: "4242424242424241", exp_month: 12, exp_year: 2034, cvc: "123" };
  const failure = await failureOf(stripe.paymentMethods.create({ type: "card", card }));
  expect(failure).toMatchObject({ statusCode: 402, code: "incorrect_number", param: "number" });
  expect((await stripe.events.list()).data).toEqual([]);
});

test("a card that wants an authentication declines an absent payer", async () => {
  const { stripe } = await startStripe();
  const failure = await failureOf(
    stripe.paymentIntents.create({
      amount: 2000,
      currency: "usd",
      payment_method: "pm_card_authenticationRequired",
      confirm: true,
      off_session: true,
    }),
  );
  expect(failure).toMatchObject({ statusCode: 402, code: "authentication_required" });
});
