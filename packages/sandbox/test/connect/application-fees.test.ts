import * as fc from "fast-check";
import { expect, test } from "vitest";

import { codeOf, failureOf } from "../support/failure.ts";
import { balancesOf, eventTypesOf, newestSeq } from "../support/look.ts";
import { startSandbox } from "../support/sandbox.ts";
import { callFor, reconcileBoth } from "../support/connect.ts";

const usd = { currency: "usd" } as const;
const paid = { amount: 2000, ...usd, payment_method: "pm_card_visa", confirm: true } as const;

async function start() {
  const sandbox = await startSandbox();
  const { client } = sandbox;
  const account = await client.connectedAccounts.create({});
  const to = { transfer_data: { destination: account.id } };
  const as = async (path: string, body?: object) => callFor(sandbox, account.id, path, body);
  const balance = async () => (await as("/payments/balance")).json as { pending: object[]; available: object[] };
  return { sandbox, client, account, to, as, balance };
}

test("of a payment for a connected account the platform keeps its fee, in balances, ledgers and events", async () => {
  const { sandbox, client, account, to, as, balance } = await start();
  const seq = await newestSeq(client);
  const intent = await client.paymentIntents.create({ ...paid, ...to, application_fee_amount: 123 });
  expect((await eventTypesOf(client, seq)).filter((type) => type !== "transaction.recorded")).toEqual([
    "payment.created",
    "transfer.created",
    "application_fee.created",
    "charge.succeeded",
    "payment.succeeded",
  ]);
  const charge = await client.charges.get(intent.latest_charge ?? "");
  const [transfer] = (await client.transfers.list()).data;
  expect(charge).toMatchObject({ application_fee_amount: 123, transfer: transfer?.id });
  expect(charge.transfer_group).toBe(`group_${intent.id}`);
  expect(await client.applicationFees.get(charge.application_fee ?? "")).toMatchObject({
    account: account.id,
    amount: 123,
    charge: transfer?.destination_payment,
    originating_transaction: charge.id,
    platform: sandbox.account.id,
    refunded: false,
  });
  // 2000 less the processor's 88, less the transfer, and the fee.
  expect((await client.balance.get()).pending).toEqual([{ ...usd, amount: 2000 - 88 - 2000 + 123 }]);
  expect((await balance()).pending).toEqual([{ ...usd, amount: 1877 }]);
  const [received] = ((await as("/payments/balance_transactions")).json as { data: object[] }).data;
  expect(received).toMatchObject({ amount: 2000, fee: 123, net: 1877, fee_details: [{ type: "application_fee" }] });
  expect((await balancesOf(client)).accounts).toMatchObject({ "revenue:application_fees:usd usd": -123 });
  await sandbox.clock.advance(2 * 24 * 3600);
  expect((await balance()).available).toEqual([{ ...usd, amount: 1877 }]);
  await reconcileBoth(sandbox, account.id);
});

test("of a charge of the connected account's own the fee goes to the platform", async () => {
  const { sandbox, client, account, as, balance } = await start();
  const intent = (await as("/payments/payment_intents", { ...paid, application_fee_amount: 200 })).json as {
    latest_charge: string;
  };
  const [fee] = (await client.applicationFees.list({ charge: intent.latest_charge })).data;
  expect(fee).toMatchObject({ account: account.id, amount: 200, originating_transaction: null });
  expect((await as(`/payments/charges/${intent.latest_charge}`)).json).toMatchObject({ application_fee: fee?.id });
  expect((await client.balance.get()).pending).toEqual([{ ...usd, amount: 200 }]);
  expect((await balance()).pending).toEqual([{ ...usd, amount: 2000 - 88 - 200 }]);
  expect((await as("/connect/application_fees")).json).toMatchObject({ data: [] });
  await reconcileBoth(sandbox, account.id);
  const refund = { charge: intent.latest_charge, amount: 500, refund_application_fee: true };
  expect((await as("/payments/refunds", refund)).status).toBe(201);
  expect(await client.applicationFees.get(fee?.id ?? "")).toMatchObject({ amount_refunded: 50 });
  expect((await balance()).pending).toEqual([{ ...usd, amount: 2000 - 88 - 200 - 500 + 50 }]);
  await reconcileBoth(sandbox, account.id);
});

test("a refund takes back the transfer and gives back the fee in proportion, the last one all that is left", async () => {
  const { sandbox, client, account, to, balance } = await start();
  const { id } = await client.paymentIntents.create({ ...paid, ...to, application_fee_amount: 101 });
  const shared = { payment_intent: id, refund_application_fee: true, reverse_transfer: true };
  const part = await client.refunds.create({ ...shared, amount: 500 });
  expect(part.transfer_reversal).toMatch(/^trr_/);
  const [fee] = (await client.applicationFees.list()).data;
  const [transfer] = (await client.transfers.list()).data;
  // A quarter of 101 is 25.25.
  expect([fee?.amount_refunded, transfer?.amount_reversed]).toEqual([25, 500]);
  await client.refunds.create(shared);
  expect(await client.applicationFees.get(fee?.id ?? "")).toMatchObject({ amount_refunded: 101, refunded: true });
  expect(await client.transfers.get(transfer?.id ?? "")).toMatchObject({ reversed: true });
  expect((await balance()).pending).toEqual([{ ...usd, amount: 0 }]);
  expect((await client.balance.get()).pending).toEqual([{ ...usd, amount: -88 }]);
  await reconcileBoth(sandbox, account.id);
});

test("a refund takes no part of what was refunded without the others", async () => {
  const { sandbox, client, account, to } = await start();
  const { id } = await client.paymentIntents.create({ ...paid, ...to, application_fee_amount: 200 });
  await client.refunds.create({ payment_intent: id, amount: 1000 });
  const shared = { payment_intent: id, refund_application_fee: true, reverse_transfer: true };
  await client.refunds.create({ ...shared, amount: 1000 });
  expect((await client.applicationFees.list()).data).toMatchObject([{ amount_refunded: 100 }]);
  expect((await client.transfers.list()).data).toMatchObject([{ amount_reversed: 1000 }]);
  await reconcileBoth(sandbox, account.id);
});

test("a refund after one that failed takes back only what that one did not", async () => {
  const { sandbox, client, account, to } = await start();
  const failing = { ...paid, payment_method: "pm_card_refundFail" };
  const { id } = await client.paymentIntents.create({ ...failing, ...to, application_fee_amount: 200 });
  const shared = { payment_intent: id, refund_application_fee: true, reverse_transfer: true };
  const { id: failed } = await client.refunds.create({ ...shared, amount: 500 });
  await sandbox.clock.advance(60);
  expect((await client.refunds.get(failed)).status).toBe("failed");
  await client.refunds.create({ ...shared, amount: 800 });
  expect((await client.applicationFees.list()).data).toMatchObject([{ amount_refunded: 80 }]);
  expect((await client.transfers.list()).data).toMatchObject([{ amount_reversed: 800 }]);
  await reconcileBoth(sandbox, account.id);
});

test("however a charge is refunded, the others pay their part of what they are to, and all of all", async () => {
  const { sandbox, client, account, to } = await start();
  const refund = fc.record({
    amount: fc.integer({ min: 1, max: 1200 }),
    refund_application_fee: fc.boolean(),
    reverse_transfer: fc.boolean(),
  });
  const terms = fc.record({ amount: fc.integer({ min: 50, max: 3000 }), fee: fc.integer({ min: 1, max: 50 }) });
  const holds = fc.asyncProperty(fc.array(refund, { maxLength: 5 }), terms, async (refunds, { amount, fee }) => {
    const intent = await client.paymentIntents.create({ ...paid, ...to, amount, application_fee_amount: fee });
    const shared = { fee: 0, transfer: 0 };
    let left = amount;
    // The last one is of all that is left.
    for (const wanted of [...refunds, { amount, refund_application_fee: true, reverse_transfer: true }]) {
      const part = Math.min(wanted.amount, left);
      if (part === 0) break;
      await client.refunds.create({ ...wanted, payment_intent: intent.id, amount: part });
      left -= part;
      if (wanted.refund_application_fee) shared.fee += part;
      if (wanted.reverse_transfer) shared.transfer += part;
    }
    const [taken] = (await client.applicationFees.list({ limit: 1 })).data;
    const [transfer] = (await client.transfers.list({ limit: 1 })).data;
    expect(taken?.amount_refunded).toBe(Math.round((fee * shared.fee) / amount));
    expect(transfer?.amount_reversed).toBe(shared.transfer);
  });
  await fc.assert(holds, { numRuns: 25, seed: 7 });
  await reconcileBoth(sandbox, account.id);
});

test("a fee goes back by itself, in parts, and its refund can be noted on", async () => {
  const { sandbox, client, account, to } = await start();
  await client.paymentIntents.create({ ...paid, ...to, application_fee_amount: 200 });
  const [fee] = (await client.applicationFees.list()).data;
  const seq = await newestSeq(client);
  const refund = await client.applicationFeeRefunds.create(fee?.id ?? "", { amount: 50, metadata: { a: "b" } });
  expect(await eventTypesOf(client, seq)).toEqual(["transaction.recorded", "application_fee.refunded"]);
  expect(await codeOf(client.applicationFeeRefunds.create(fee?.id ?? "", { amount: 151 }))).toBe("amount_too_large");
  await client.applicationFeeRefunds.create(fee?.id ?? "");
  expect(await codeOf(client.applicationFeeRefunds.create(fee?.id ?? ""))).toBe("amount_too_large");
  const listed = (await client.applicationFeeRefunds.list(fee?.id ?? "")).data;
  expect(listed.map(({ amount }) => amount)).toEqual([150, 50]);
  const noted = await client.applicationFeeRefunds.update(refund.id, { metadata: { c: "d" } });
  expect(noted.metadata).toEqual({ a: "b", c: "d" });
  expect(await client.applicationFeeRefunds.get(refund.id, { fee: fee?.id ?? "" })).toEqual(noted);
  expect(await codeOf(client.applicationFeeRefunds.get(refund.id, { fee: "fee_other" }))).toBe("resource_missing");
  await reconcileBoth(sandbox, account.id);
});

test("the terms can be changed until the money is collected, and a capture of less takes no more than that", async () => {
  const { sandbox, client, account, to } = await start();
  const held = { ...paid, ...to, capture_method: "manual" } as const;
  const first = await client.paymentIntents.create({ ...held, application_fee_amount: 500, transfer_group: "ORDER1" });
  await client.paymentIntents.capture(first.id, { amount_to_capture: 300 });
  const second = await client.paymentIntents.create({ ...held, application_fee_amount: 500 });
  const captured = await client.paymentIntents.capture(second.id, { application_fee_amount: 700 });
  expect(captured.application_fee_amount).toBe(700);
  const open = await client.paymentIntents.create({ ...usd, amount: 2000, ...to });
  const changed = await client.paymentIntents.update(open.id, {
    application_fee_amount: 900,
    transfer_group: "ORDER2",
  });
  expect(changed).toMatchObject({ application_fee_amount: 900, transfer_group: "ORDER2" });
  await client.paymentIntents.confirm(open.id, { payment_method: "pm_card_visa" });
  expect((await client.applicationFees.list()).data.map(({ amount }) => amount)).toEqual([900, 700, 300]);
  const groups = (await client.transfers.list()).data.map(({ transfer_group: group }) => group);
  expect(groups).toEqual(["ORDER2", `group_${second.id}`, "ORDER1"]);
  await reconcileBoth(sandbox, account.id);
});

test("a checkout session's payment is shared as it says", async () => {
  const { sandbox, client, account, to } = await start();
  const item = { price_data: { ...usd, unit_amount: 2000, product_data: { name: "Book" } } };
  const shared = { ...to, application_fee_amount: 150, on_behalf_of: account.id };
  const session = await client.checkoutSessions.create({ line_items: [item], payment_intent_data: shared });
  await client.checkoutSessions.pay(session.id, {});
  expect((await client.applicationFees.list()).data).toMatchObject([{ amount: 150, account: account.id }]);
  const tooMuch = { ...to, application_fee_amount: 2001 };
  expect(await codeOf(client.checkoutSessions.create({ line_items: [item], payment_intent_data: tooMuch }))).toBe(
    "amount_too_large",
  );
  await reconcileBoth(sandbox, account.id);
});

test("what cannot be shared is refused, and nothing is written", async () => {
  const { client, account, to } = await start();
  const seq = await newestSeq(client);
  const part = { destination: account.id, amount: 1000 };
  const refused = [
    [{ application_fee_amount: 100 }, "parameter_invalid", "application_fee_amount"],
    [{ ...to, application_fee_amount: 2001 }, "amount_too_large", "application_fee_amount"],
    [{ transfer_data: part, application_fee_amount: 100 }, "parameter_invalid", "application_fee_amount"],
    [{ on_behalf_of: "conn_none" }, "resource_missing", "on_behalf_of"],
  ] as const;
  for (const [terms, code, param] of refused) {
    const failure = await failureOf(client.paymentIntents.create({ ...paid, ...terms }));
    expect([failure.code, failure.param]).toEqual([code, param]);
  }
  expect(await eventTypesOf(client, seq)).toEqual([]);
  const open = await client.paymentIntents.create({ ...usd, amount: 2000 });
  const later = await failureOf(client.paymentIntents.update(open.id, { transfer_data: { amount: 5 } }));
  expect([later.code, later.param]).toEqual(["parameter_invalid", "transfer_data"]);
  const own = await client.paymentIntents.create(paid);
  for (const param of ["refund_application_fee", "reverse_transfer"] as const) {
    const failure = await failureOf(client.refunds.create({ payment_intent: own.id, [param]: true }));
    expect([failure.code, failure.param]).toEqual(["parameter_invalid", param]);
  }
  expect((await client.refunds.list()).data).toEqual([]);
  expect((await client.applicationFees.list()).data).toEqual([]);
});
