import { assetCodes, type Asset } from "@micro/sdk";
import { describe, expect, test } from "vitest";

import { codeOf, failureOf } from "../../../test/support/failure.ts";
import { balancesOf, eventsOf, eventTypesOf, newestSeq } from "../../../test/support/look.ts";
import { frozenAt, startSandbox } from "../../../test/support/sandbox.ts";
import { feeOf } from "../balance/index.ts";
import { defaultSettings } from "../settings/index.ts";
import { chargeAmountLimits } from "./amount-limits.ts";

describe("an amount", () => {
  test.each(assetCodes.map((currency) => [currency, chargeAmountLimits[currency]] as const))(
    "in %s is charged from the smallest to the largest, and refused beyond",
    async (currency: Asset, { min, max }) => {
      const { client } = await startSandbox();
      const charge = (amount: number) =>
        client.paymentIntents.create({ amount, currency, payment_method: "pm_card_visa", confirm: true });
      expect(await charge(min)).toMatchObject({ status: "succeeded", amount_received: min });
      expect(await charge(max)).toMatchObject({ status: "succeeded", amount_received: max });
      const after = await newestSeq(client);

      expect(await failureOf(charge(min - 1))).toMatchObject({
        status: 400,
        code: "amount_too_small",
        param: "amount",
      });
      expect(await failureOf(charge(max + 1))).toMatchObject({
        status: 400,
        code: "amount_too_large",
        param: "amount",
      });

      expect((await client.paymentIntents.list()).data).toHaveLength(2);
      expect(await eventTypesOf(client, after)).toEqual([]);
      const fees = feeOf(min, defaultSettings.fees[currency]) + feeOf(max, defaultSettings.fees[currency]);
      expect(await balancesOf(client)).toEqual({
        balanced: true,
        accounts: {
          [`assets:processor:pending:${currency} ${currency}`]: min + max - fees,
          [`expenses:fees:${currency} ${currency}`]: fees,
          [`revenue:sales:${currency} ${currency}`]: -min - max,
        },
      });
    },
  );

  test.each([
    [0, "parameter_invalid_integer"],
    [-1, "parameter_invalid_integer"],
    [1.5, "parameter_invalid_integer"],
    [2 ** 53, "parameter_invalid_integer"],
    [1e300, "parameter_invalid_integer"],
    ["2000", "parameter_invalid_integer"],
    [null, "parameter_invalid_integer"],
    [true, "parameter_invalid_integer"],
    [[2000], "parameter_invalid_integer"],
    [{}, "parameter_invalid_integer"],
    [Number.MAX_SAFE_INTEGER, "amount_too_large"],
  ])("of %j is refused and nothing is written", async (amount, code) => {
    const { client } = await startSandbox();
    const failure = await failureOf(
      client.call("payment_intents.create", { amount: amount as number, currency: "usd" }),
    );
    expect(failure).toMatchObject({ status: 400, code, param: "amount" });
    expect((await client.paymentIntents.list()).data).toEqual([]);
    expect(await eventsOf(client)).toEqual([]);
  });
});

describe("creating an intent", () => {
  test("writes the intent and one event, and moves no money", async () => {
    const { client, account } = await startSandbox();
    const intent = await client.paymentIntents.create({
      amount: 2000,
      currency: "jpy",
      description: "Zoë's 🦓 \u0000 order",
      metadata: { order: "6735", empty: "" },
    });
    expect(intent).toEqual({
      id: expect.stringMatching(/^pi_[0-9A-Za-z]{24}$/) as string,
      object: "payment_intent",
      amount: 2000,
      amount_capturable: 0,
      amount_received: 0,
      application_fee_amount: null,
      automatic_payment_methods: null,
      cancellation_reason: null,
      canceled_at: null,
      capture_method: "automatic",
      client_secret: expect.stringMatching(new RegExp(`^${intent.id}_secret_[0-9a-z]+$`)) as string,
      confirmation_method: "automatic",
      created: frozenAt,
      currency: "jpy",
      customer: null,
      description: "Zoë's 🦓 \u0000 order",
      invoice: null,
      last_payment_error: null,
      latest_charge: null,
      livemode: false,
      metadata: { order: "6735" },
      next_action: null,
      on_behalf_of: null,
      payment_method: null,
      payment_method_types: ["card"],
      receipt_email: null,
      setup_future_usage: null,
      shipping: null,
      statement_descriptor: null,
      statement_descriptor_suffix: null,
      status: "requires_payment_method",
      transfer_data: null,
      transfer_group: null,
    });
    expect(await client.paymentIntents.get(intent.id)).toEqual(intent);
    expect(await eventsOf(client)).toMatchObject([
      { type: "payment.created", seq: 1, account: account.id, livemode: false, data: { object: intent } },
    ]);
    expect((await client.charges.list()).data).toEqual([]);
    expect((await client.ledgerTransactions.list()).data).toEqual([]);
  });

  test("with `confirm` needs a payment method", async () => {
    const { client } = await startSandbox();
    const failure = await failureOf(client.paymentIntents.create({ amount: 2000, currency: "usd", confirm: true }));
    expect(failure).toMatchObject({ code: "parameter_missing", param: "payment_method" });
    expect((await client.paymentIntents.list()).data).toEqual([]);
    expect(await eventsOf(client)).toEqual([]);
  });
});

describe("confirming an intent", () => {
  test("without any payment method is refused and leaves it as it was", async () => {
    const { client } = await startSandbox();
    const intent = await client.paymentIntents.create({ amount: 2000, currency: "usd" });
    const failure = await failureOf(client.paymentIntents.confirm(intent.id));
    expect(failure).toMatchObject({ status: 400, code: "parameter_missing", param: "payment_method" });
    expect(await client.paymentIntents.get(intent.id)).toEqual(intent);
    expect(await eventTypesOf(client)).toEqual(["payment.created"]);
  });

  test("with the parameter under both of its names is refused", async () => {
    const { client } = await startSandbox();
    const { id } = await client.paymentIntents.create({ amount: 2000, currency: "usd" });
    const both = { payment_method: "tok_visa", payment_method_id: "tok_visa" };
    expect(await codeOf(client.paymentIntents.confirm(id, both))).toBe("parameter_invalid");
    expect((await client.paymentIntents.confirm(id, { payment_method_id: "tok_visa" })).status).toBe("succeeded");
  });

  test("after declines succeeds, and every attempt is kept", async () => {
    const { client } = await startSandbox();
    const { id } = await client.paymentIntents.create({ amount: 2000, currency: "usd" });
    await failureOf(client.paymentIntents.confirm(id, { payment_method: "tok_declined" }));
    await failureOf(client.paymentIntents.confirm(id, { payment_method: "4000000000009995" }));
    const intent = await client.paymentIntents.confirm(id, { payment_method: "tok_visa" });
    expect(intent).toMatchObject({ status: "succeeded", last_payment_error: null });
    const { data: charges } = await client.charges.list({ payment_intent: id });
    expect(charges.map(({ status }) => status)).toEqual(["succeeded", "failed", "failed"]);
    expect((await client.charges.list({ status: "failed" })).data).toHaveLength(2);
    expect((await client.ledgerTransactions.list()).data).toHaveLength(1);
  });

  test("twenty times at once collects once", async () => {
    const { client } = await startSandbox();
    const { id } = await client.paymentIntents.create({ amount: 2000, currency: "usd", payment_method: "tok_visa" });
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => client.paymentIntents.confirm(id)));
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const reasons = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason as unknown] : []));
    for (const reason of reasons) expect(reason).toMatchObject({ code: "payment_intent_unexpected_state" });
    expect((await client.charges.list({ payment_intent: id })).data).toHaveLength(1);
    expect((await eventTypesOf(client)).filter((type) => type === "payment.succeeded")).toHaveLength(1);
    expect((await balancesOf(client)).accounts).toEqual({
      "assets:processor:pending:usd usd": 1912,
      "expenses:fees:usd usd": 88,
      "revenue:sales:usd usd": -2000,
    });
  });
});

test("a canceled intent says when and why", async () => {
  const { client } = await startSandbox();
  const { id } = await client.paymentIntents.create({ amount: 2000, currency: "usd" });
  expect(await client.paymentIntents.cancel(id, { cancellation_reason: "duplicate" })).toMatchObject({
    status: "canceled",
    canceled_at: frozenAt,
    cancellation_reason: "duplicate",
    next_action: null,
  });
});

test("intents are listed by status and currency", async () => {
  const { client } = await startSandbox();
  await client.paymentIntents.create({ amount: 2000, currency: "usd" });
  const paid = await client.paymentIntents.create({
    amount: 2000,
    currency: "eur",
    payment_method: "tok_visa",
    confirm: true,
  });
  expect((await client.paymentIntents.list({ status: "succeeded" })).data).toEqual([paid]);
  expect((await client.paymentIntents.list({ currency: "eur" })).data).toEqual([paid]);
  expect((await client.paymentIntents.list({ currency: "gbp" })).data).toEqual([]);
});
