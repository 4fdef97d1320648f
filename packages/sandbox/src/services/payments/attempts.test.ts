import { describe, expect, test } from "vitest";

import { failureOf } from "../../../test/support/failure.ts";
import { eventTypesOf, newestSeq } from "../../../test/support/look.ts";
import { differencesOf, pay } from "../../../test/support/payments.ts";
import { startSandbox } from "../../../test/support/sandbox.ts";

type Told = [type: string, reason: string | null, risk: string, network: string | null, advice: string | null];

const outcomes: [method: string, ...told: Told][] = [
  ["pm_card_visa", "authorized", null, "normal", null, null],
  ["tok_declined", "issuer_declined", "generic_decline", "normal", "05", "try_again_later"],
  ["4000000000009995", "issuer_declined", "insufficient_funds", "normal", "51", "try_again_later"],
  ["4000000000009987", "issuer_declined", "lost_card", "normal", "41", "do_not_try_again"],
  ["4000000000009979", "issuer_declined", "stolen_card", "normal", "43", "do_not_try_again"],
  ["4000000000000069", "issuer_declined", "expired_card", "normal", "54", "confirm_card_data"],
  ["4000000000000127", "issuer_declined", "incorrect_cvc", "normal", "N7", "confirm_card_data"],
  ["4000000000000119", "invalid", "processing_error", "normal", "96", "try_again_later"],
  ["4242424242424241", "invalid", "incorrect_number", "normal", "14", "confirm_card_data"],
  ["4000000000006975", "issuer_declined", "card_velocity_exceeded", "normal", "65", "try_again_later"],
  ["4100000000000019", "blocked", "highest_risk_level", "highest", null, "do_not_try_again"],
  ["pm_usBankAccount_success", "authorized", null, "not_assessed", null, null],
];

const networkStatuses: Record<string, string> = {
  authorized: "approved_by_network",
  issuer_declined: "declined_by_network",
  invalid: "declined_by_network",
  blocked: "not_sent_to_network",
};

test.each(outcomes)("the charge of %s says: %s, %s, risk %s, network %s, %s", async (method, ...told) => {
  const { client } = await startSandbox();
  const [type, reason, risk, network, advice] = told;
  await pay(client, method).catch(() => undefined);
  const [charge] = (await client.charges.list()).data;
  expect(charge?.outcome).toMatchObject({
    type,
    reason,
    risk_level: risk,
    network_decline_code: network,
    advice_code: advice,
    network_status: networkStatuses[type],
  });
  const [intent] = (await client.paymentIntents.list()).data;
  expect(intent?.last_payment_error?.advice_code ?? null).toBe(advice);
});

describe("a method that is kept for later", () => {
  test("becomes the customer's with the payment, and pays again without the payer", async () => {
    const sandbox = await startSandbox();
    const { client } = sandbox;
    const customer = (await client.customers.create()).id;
    const base = { amount: 2000, currency: "usd", customer, confirm: true } as const;
    const first = await client.paymentIntents.create({
      ...base,
      payment_method: "pm_card_visa",
      setup_future_usage: "off_session",
    });
    expect(await eventTypesOf(client)).toContain("payment_method.attached");
    expect((await client.customers.paymentMethods(customer)).data).toMatchObject([{ id: first.payment_method }]);
    const again = { ...base, payment_method: first.payment_method ?? "", off_session: true };
    expect(await client.paymentIntents.create(again)).toMatchObject({ status: "succeeded", customer });
    await client.customers.update(customer, { default_payment_method: first.payment_method ?? "" });
    expect((await client.customers.get(customer)).default_payment_method).toBe(first.payment_method);
    await client.paymentMethods.detach(first.payment_method ?? "");
    expect((await client.customers.get(customer)).default_payment_method).toBeNull();
    expect((await failureOf(client.paymentIntents.create(again))).code).toBe("payment_method_unexpected_state");
    expect(await differencesOf(sandbox)).toEqual([]);
  });

  test("is nobody's where it was not asked for, or the payment was declined", async () => {
    const { client } = await startSandbox();
    const customer = (await client.customers.create()).id;
    await pay(client, "pm_card_visa", { customer });
    const declined = client.paymentIntents.create({
      amount: 2000,
      currency: "usd",
      customer,
      payment_method: "pm_card_chargeCustomerFail",
      setup_future_usage: "off_session",
      confirm: true,
    });
    expect((await failureOf(declined)).code).toBe("card_declined");
    expect((await client.customers.paymentMethods(customer)).data).toEqual([]);
  });
});

test.each(["off_session", "error_on_requires_action"] as const)(
  "with %s a challenge is a decline, and nobody is asked",
  async (name) => {
    const { client } = await startSandbox();
    const after = await newestSeq(client);
    const failure = await failureOf(
      client.paymentIntents.create({
        amount: 2000,
        currency: "usd",
        payment_method: "pm_card_authenticationRequired",
        confirm: true,
        [name]: true,
      }),
    );
    expect(failure).toMatchObject({ status: 402, code: "authentication_required" });
    expect(await eventTypesOf(client, after)).toEqual(["payment.created", "charge.failed", "payment.failed"]);
  },
);

test("an authentication counts for the very method that passed it, and for one attempt", async () => {
  const { client } = await startSandbox();
  const { id } = await client.paymentIntents.create({
    amount: 2000,
    currency: "usd",
    confirmation_method: "manual",
    payment_method: "pm_card_authenticationRequired",
    confirm: true,
  });
  await client.paymentIntents.authenticate(id, { outcome: "succeeded" });
  const other = await client.paymentIntents.confirm(id, { payment_method: "pm_card_authenticationRequired" });
  expect(other).toMatchObject({ status: "requires_action", latest_charge: null });
  expect(await client.paymentIntents.confirm(id)).toMatchObject({ status: "requires_action", latest_charge: null });
});
