import type { CardError, Client, ErrorCode } from "@micro/sdk";
import { beforeAll, afterAll, describe, expect, test } from "vitest";

import { failureOf } from "../../../test/support/failure.ts";
import { balancesOf, eventsOf, eventTypesOf, newestSeq } from "../../../test/support/look.ts";
import { startSandbox } from "../../../test/support/sandbox.ts";
import { createSandbox, type Sandbox } from "../../index.ts";

interface Decline {
  code: ErrorCode;
  declineCode?: string;
}
type Outcome = "succeeds" | Decline | { challenge: "succeeds" | Decline };

const declined = (declineCode: string): Decline => ({ code: "card_declined", declineCode });

/** The test instruments as the documentation has them: number, id, what an attempt comes to. */
const documented: [number: string, id: string | null, outcome: Outcome][] = [
  ["4242424242424242", "pm_card_visa", "succeeds"],
  ["5555555555554444", "pm_card_mastercard", "succeeds"],
  ["4000000000000002", "pm_card_visa_chargeDeclined", declined("generic_decline")],
  ["4000000000009995", "pm_card_visa_chargeDeclinedInsufficientFunds", declined("insufficient_funds")],
  ["4000000000009987", "pm_card_visa_chargeDeclinedLostCard", declined("lost_card")],
  ["4000000000009979", "pm_card_visa_chargeDeclinedStolenCard", declined("stolen_card")],
  ["4000000000000069", "pm_card_chargeDeclinedExpiredCard", { code: "expired_card" }],
  ["4000000000000127", "pm_card_chargeDeclinedIncorrectCvc", { code: "incorrect_cvc" }],
  ["4000000000000119", "pm_card_chargeDeclinedProcessingError", { code: "processing_error" }],
  ["4242424242424241", null, { code: "incorrect_number" }],
  ["4000000000006975", "pm_card_visa_chargeDeclinedVelocityLimitExceeded", declined("card_velocity_exceeded")],
  ["4000000000000341", "pm_card_chargeCustomerFail", declined("generic_decline")],
  ["4100000000000019", null, declined("fraudulent")],
  ["4000002500003155", "pm_card_authenticationRequired", { challenge: "succeeds" }],
  ["4000002760003184", "pm_card_authenticationRequired", { challenge: "succeeds" }],
  ["4000000000003220", "pm_card_authenticationRequired", { challenge: "succeeds" }],
  ["4000008260003178", null, { challenge: declined("insufficient_funds") }],
  ["4000008400001629", null, { challenge: declined("generic_decline") }],
  ["4000000000000259", "pm_card_createDispute", "succeeds"],
  ["4000000000001976", "pm_card_createDisputeInquiry", "succeeds"],
  ["4000000000007726", null, "succeeds"],
  ["4000000000005126", null, "succeeds"],
  ["4000000000000077", "pm_card_bypassPending", "succeeds"],
];
const tokens: [token: string, outcome: Outcome][] = [
  ["tok_visa", "succeeds"],
  ["tok_mastercard", "succeeds"],
  ["tok_declined", declined("generic_decline")],
];
const cases = [
  ...documented.flatMap(([number, id, outcome]) => [
    { instrument: number, number, outcome },
    ...(id ? [{ instrument: id, number, outcome }] : []),
  ]),
  ...tokens.map(([instrument, outcome]) => ({ instrument, number: undefined, outcome })),
];

let sandbox: Sandbox;
let client: Client;
beforeAll(async () => {
  sandbox = await createSandbox({ seed: "instruments", frozenAt: 1_800_000_000 });
  client = sandbox.client;
  // The clock stands still: what the disputed cards bring comes in a test of its own.
  await client.paymentSettings.update({ dispute_delay_s: 3600 });
});
afterAll(() => sandbox.close());

const ways = {
  "at once": (instrument: string) =>
    client.paymentIntents.create({ amount: 1234, currency: "usd", payment_method: instrument, confirm: true }),
  separately: async (instrument: string) => {
    const { id } = await client.paymentIntents.create({ amount: 1234, currency: "usd" });
    return client.paymentIntents.confirm(id, { payment_method: instrument });
  },
  "with the method it was created with": async (instrument: string) => {
    const { id } = await client.paymentIntents.create({ amount: 1234, currency: "usd", payment_method: instrument });
    return client.paymentIntents.confirm(id);
  },
};

describe.each(Object.keys(ways) as (keyof typeof ways)[])("confirmed %s", (way) => {
  test.each(cases)("$instrument ends as documented: $outcome", async ({ instrument, number, outcome }) => {
    const before = await balancesOf(client);
    const after = await newestSeq(client);
    const attempt = ways[way](instrument);

    if (outcome === "succeeds") {
      const intent = await attempt;
      expect(intent).toMatchObject({
        status: "succeeded",
        amount_received: 1234,
        last_payment_error: null,
        next_action: null,
        latest_charge: expect.stringMatching(/^ch_/) as string,
      });
      await expectCollected(intent.id, after, before);
    } else if ("challenge" in outcome) {
      const intent = await attempt;
      expect(intent).toMatchObject({
        status: "requires_action",
        amount_received: 0,
        latest_charge: null,
        next_action: {
          type: "redirect_to_url",
          redirect_to_url: { url: `${sandbox.url}/authenticate/${intent.client_secret}`, return_url: null },
        },
      });
      expect(await eventTypesOf(client, after)).toEqual(["payment.created", "payment.requires_action"]);
      expect(await balancesOf(client)).toEqual(before);
    } else {
      const failure = (await failureOf(attempt)) as CardError;
      await expectDeclined(failure, outcome, ["payment.created", "charge.failed", "payment.failed"], after, before);
    }
    if (number) await expectNumberHidden(number);
  });
});

const challenged = documented.flatMap(([number, , outcome]) =>
  typeof outcome === "object" && "challenge" in outcome ? [{ number, behind: outcome.challenge }] : [],
);

describe("attached to a customer first", () => {
  /** Cards that can be attached and are declined only when charged. */
  const attachable = new Set(["4000000000000341", "pm_card_chargeCustomerFail", "4100000000000019"]);

  test.each(cases)("$instrument ends as documented: $outcome", async ({ instrument, outcome }) => {
    const customer = await client.customers.create();
    const after = await newestSeq(client);
    const attaching = client.paymentMethods.attach(instrument, { customer: customer.id });
    if (typeof outcome === "object" && "code" in outcome && !attachable.has(instrument)) {
      const failure = (await failureOf(attaching)) as CardError;
      expect(failure).toMatchObject({ status: 402, type: "card_error", code: outcome.code });
      expect(failure.declineCode).toBe(outcome.declineCode);
      expect((await client.customers.paymentMethods(customer.id)).data).toEqual([]);
      expect(await eventTypesOf(client, after)).toEqual([]);
      return;
    }
    const method = await attaching;
    expect(await eventTypesOf(client, after)).toEqual(["payment_method.attached"]);
    const before = await balancesOf(client);
    const attached = await newestSeq(client);
    const attempt = client.paymentIntents.create({
      amount: 1234,
      currency: "usd",
      customer: customer.id,
      payment_method: method.id,
      confirm: true,
    });
    if (outcome === "succeeds") {
      const intent = await attempt;
      expect(intent).toMatchObject({ status: "succeeded", customer: customer.id, payment_method: method.id });
      await expectCollected(intent.id, attached, before);
    } else if ("challenge" in outcome) {
      expect(await attempt).toMatchObject({ status: "requires_action", payment_method: method.id });
      expect(await eventTypesOf(client, attached)).toEqual(["payment.created", "payment.requires_action"]);
    } else {
      const failure = (await failureOf(attempt)) as CardError;
      await expectDeclined(failure, outcome, ["payment.created", "charge.failed", "payment.failed"], attached, before);
    }
  });
});

describe("a bank debit", () => {
  test.each([
    ["us_bank_account", "usd", "pm_usBankAccount_success", null],
    ["us_bank_account", "usd", "pm_usBankAccount_accountClosed", "account_closed"],
    ["us_bank_account", "usd", "pm_usBankAccount_noAccount", "no_account"],
    ["us_bank_account", "usd", "pm_usBankAccount_insufficientFunds", "insufficient_funds"],
    ["us_bank_account", "usd", "pm_usBankAccount_debitNotAuthorized", "debit_not_authorized"],
    ["sepa_debit", "eur", "pm_sepaDebit_success", null],
    ["sepa_debit", "eur", "pm_sepaDebit_fail", "insufficient_funds"],
  ] as const)("%s in %s by %s is processing until the bank answers: %s", async (type, currency, method, failure) => {
    const own = await startSandbox();
    const intent = await own.client.paymentIntents.create({
      amount: 1234,
      currency,
      payment_method_types: [type],
      payment_method: method,
      confirm: true,
    });
    expect(intent).toMatchObject({ status: "processing", amount_received: 0 });
    expect(await eventTypesOf(own.client)).toEqual(["payment.created", "charge.pending", "payment.processing"]);
    expect((await balancesOf(own.client)).accounts).toEqual({});
    const after = await newestSeq(own.client);
    await own.clock.advance(179);
    expect((await own.client.paymentIntents.get(intent.id)).status).toBe("processing");
    await own.clock.advance(1);
    const settled = await own.client.paymentIntents.get(intent.id);
    const charge = await own.client.charges.get(settled.latest_charge!);
    if (failure === null) {
      expect(settled).toMatchObject({ status: "succeeded", amount_received: 1234, last_payment_error: null });
      expect(await eventTypesOf(own.client, after)).toEqual([
        "transaction.recorded",
        "charge.succeeded",
        "payment.succeeded",
      ]);
      expect(charge).toMatchObject({ status: "succeeded", paid: true, amount_captured: 1234 });
    } else {
      expect(settled).toMatchObject({
        status: "requires_payment_method",
        payment_method: null,
        last_payment_error: { code: "payment_intent_payment_attempt_failed", decline_code: failure },
      });
      expect(await eventTypesOf(own.client, after)).toEqual(["charge.failed", "payment.failed"]);
      expect(charge).toMatchObject({ status: "failed", paid: false, failure_code: failure });
      expect((await balancesOf(own.client)).accounts).toEqual({});
    }
  });
});

describe("an authentication", () => {
  test.each(challenged)("of $number that is passed ends as documented: $behind", async ({ number, behind }) => {
    const { id } = await ways["at once"](number);
    const before = await balancesOf(client);
    const after = await newestSeq(client);
    const passed = client.paymentIntents.authenticate(id, { outcome: "succeeded" });
    if (behind === "succeeds") {
      expect(await passed).toMatchObject({ id, status: "succeeded", next_action: null });
      await expectCollected(id, after, before);
    } else {
      await expectDeclined(
        (await failureOf(passed)) as CardError,
        behind,
        ["charge.failed", "payment.failed"],
        after,
        before,
      );
    }
  });

  test.each(challenged)("of $number that is failed declines the payment", async ({ number }) => {
    const { id } = await ways["at once"](number);
    const before = await balancesOf(client);
    const after = await newestSeq(client);
    const failure = await failureOf(client.paymentIntents.authenticate(id, { outcome: "failed" }));
    const outcome = { code: "payment_intent_authentication_failure" } as const;
    await expectDeclined(failure as CardError, outcome, ["charge.failed", "payment.failed"], after, before);
  });
});

describe("an unknown instrument", () => {
  test.each([
    "pm_card_unknown",
    "tok_unknown",
    "4111111111111111",
    "4111-1111-1111-1111",
    "visa",
    "PM_CARD_VISA",
    "__proto__",
  ])("%s is an error, never a success, and leaves nothing", async (instrument) => {
    const fresh = await startSandbox();
    const { id } = await fresh.client.paymentIntents.create({ amount: 1234, currency: "usd" });
    const after = await newestSeq(fresh.client);
    for (const attempt of [
      fresh.client.paymentIntents.create({ amount: 1234, currency: "usd", payment_method: instrument }),
      fresh.client.paymentIntents.create({ amount: 1234, currency: "usd", payment_method: instrument, confirm: true }),
      fresh.client.paymentIntents.confirm(id, { payment_method: instrument }),
    ]) {
      const failure = await failureOf(attempt);
      expect(failure).toMatchObject({ status: 404, code: "resource_missing", param: "payment_method" });
      expect(failure.message).not.toMatch(/4111/);
    }
    expect((await fresh.client.paymentIntents.list()).data).toHaveLength(1);
    expect((await fresh.client.charges.list()).data).toEqual([]);
    expect(await eventTypesOf(fresh.client, after)).toEqual([]);
  });

  test("sent as `payment_method_id` is named by that name", async () => {
    const { id } = await client.paymentIntents.create({ amount: 1234, currency: "usd" });
    const failure = await failureOf(client.paymentIntents.confirm(id, { payment_method_id: "pm_card_unknown" }));
    expect(failure).toMatchObject({ code: "resource_missing", param: "payment_method_id" });
  });
});

test("a number may be written with spaces or dashes", async () => {
  for (const number of ["4242 4242 4242 4242", "4242-4242-4242-4242"]) {
    expect(await ways["at once"](number)).toMatchObject({ status: "succeeded" });
  }
});

test("the same card has the same fingerprint within an account, and another card another", async () => {
  const fingerprints: string[] = [];
  for (const instrument of ["4242424242424242", "pm_card_visa", "pm_card_mastercard"]) {
    const { latest_charge: id } = await ways["at once"](instrument);
    fingerprints.push((await client.charges.get(id!)).payment_method_details.card!.fingerprint);
  }
  expect(fingerprints[0]).toBe(fingerprints[1]);
  expect(fingerprints[0]).not.toBe(fingerprints[2]);
});

type Balances = Awaited<ReturnType<typeof balancesOf>>;

/** The charge, its events and its one ledger transaction; nothing else. */
async function expectCollected(intentId: string, after: number, before: Balances) {
  const intent = await client.paymentIntents.get(intentId);
  const charges = await client.charges.list({ payment_intent: intentId });
  const charge = charges.data[0]!;
  expect(charge).toMatchObject({
    id: intent.latest_charge,
    status: "succeeded",
    paid: true,
    amount: 1234,
    failure_code: null,
    outcome: { type: "authorized", network_status: "approved_by_network" },
  });

  const events = (await eventsOf(client, after)).filter(({ type }) => type !== "payment.created");
  const change = await client.balanceTransactions.get(charge.balance_transaction!);
  const told = change.status === "available" ? ["balance.available"] : [];
  expect(events.map(({ type }) => type)).toEqual([
    "transaction.recorded",
    ...told,
    "charge.succeeded",
    "payment.succeeded",
  ]);
  expect(events.at(-1)?.data.object).toEqual(intent);

  const [transaction, ...others] = (await client.ledgerTransactions.list({ reference_id: charge.id })).data;
  expect(others).toEqual([]);
  expect(transaction?.entries.map(({ amount, direction }) => [amount, direction])).toEqual([
    [1168, "debit"],
    [66, "debit"],
    [-1234, "credit"],
  ]);
  expect(change).toMatchObject({ source: charge.id, type: "charge", amount: 1234, fee: 66, net: 1168 });
  const { accounts } = before;
  const held = `assets:processor:${change.status}:usd usd`;
  expect(await balancesOf(client)).toEqual({
    balanced: true,
    accounts: {
      ...accounts,
      [held]: (accounts[held] ?? 0) + 1168,
      "expenses:fees:usd usd": (accounts["expenses:fees:usd usd"] ?? 0) + 66,
      "revenue:sales:usd usd": (accounts["revenue:sales:usd usd"] ?? 0) - 1234,
    },
  });
}

/** The error, the failed charge that is kept, the intent that waits for another method; no money moved. */
async function expectDeclined(
  failure: CardError,
  { code, declineCode }: Decline,
  types: string[],
  after: number,
  before: Balances,
) {
  expect(failure).toMatchObject({ status: 402, type: "card_error", code, declineCode });
  const intent = failure.paymentIntent!;
  expect(intent).toMatchObject({
    status: "requires_payment_method",
    amount_received: 0,
    payment_method: null,
    next_action: null,
    last_payment_error: { type: "card_error", code, ...(declineCode && { decline_code: declineCode }) },
  });
  expect(intent.last_payment_error?.decline_code).toBe(declineCode);
  expect(await client.paymentIntents.get(intent.id)).toEqual(intent);

  const { data: charges } = await client.charges.list({ payment_intent: intent.id });
  expect(charges).toHaveLength(1);
  expect(charges[0]).toMatchObject({
    id: intent.latest_charge,
    status: "failed",
    paid: false,
    failure_code: code,
  });
  expect(intent.last_payment_error?.charge).toBe(charges[0]!.id);

  const events = await eventsOf(client, after);
  expect(events.map(({ type }) => type)).toEqual(types);
  expect(events.at(-1)?.data.object).toEqual(intent);
  expect((await client.ledgerTransactions.list({ reference_id: charges[0]!.id })).data).toEqual([]);
  expect(await balancesOf(client)).toEqual(before);
}

/** The full number is in no answer, no event and no logged request. */
async function expectNumberHidden(number: string) {
  const seen = JSON.stringify([
    (await client.events.list({ limit: 5 })).data,
    (await client.charges.list({ limit: 2 })).data,
    (await client.paymentIntents.list({ limit: 2 })).data,
  ]);
  expect(seen).not.toContain(number);
}
