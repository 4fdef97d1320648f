import type { Client, List, OperationId } from "@micro/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { createSandbox, type Sandbox } from "../../src/index.ts";
import { clientOf, registerMember, type Member } from "../support/account.ts";
import { allOperations, idPrefixOf, operationsWithId, requestOf, requiredInput } from "../support/contract.ts";
import { codeOf, failureOf } from "../support/failure.ts";
import { eventsOf } from "../support/look.ts";
import { send } from "../support/wire.ts";

let sandbox: Sandbox;
let ada: Member;
let bob: Member;
let own: Client;
let keys: { ada: string; bob: string };
/** One id of each kind, of Ada's, by its prefix. */
let ids: Record<string, string>;

beforeAll(async () => {
  sandbox = await createSandbox({ seed: "isolation", frozenAt: 1_800_000_000 });
  ada = await registerMember(sandbox, "ada@example.test");
  bob = await registerMember(sandbox, "bob@example.test");
  const key = await ada.createKey();
  keys = { ada: key.key, bob: (await bob.createKey()).key };
  own = clientOf(sandbox, keys.ada);
  const endpoint = await own.webhookEndpoints.create({ url: "http://127.0.0.1:9/" });
  const card = { payment_method: "tok_visa", confirm: true };
  const intent = await own.paymentIntents.create({ amount: 2000, currency: "usd", ...card });
  const open = await own.paymentIntents.create({ amount: 2000, currency: "usd" });
  const product = await own.products.create({ name: "Tea" });
  const price = await own.prices.create({ product: product.id, currency: "usd", unit_amount: 900 });
  const session = await own.checkoutSessions.create({ line_items: [{ price: price.id }] });
  const link = await own.paymentLinks.create({ line_items: [{ price: price.id }] });
  const customer = await own.customers.create({ name: "Grace" });
  const method = await own.paymentMethods.attach("pm_card_visa", { customer: customer.id });
  const setup = await own.setupIntents.create();
  const taxId = await own.taxIds.create({ customer: customer.id, type: "eu_vat", value: "000000000" });
  const token = await own.confirmationTokens.create({ payment_method: "pm_card_visa" });
  await own.paymentIntents.create({
    amount: 5000,
    currency: "usd",
    payment_method: "pm_card_bypassPending",
    confirm: true,
  });
  const payout = await own.payouts.create({ amount: 1000, currency: "usd" });
  const topup = await own.topups.create({ amount: 900, currency: "usd" });
  const connected = await own.connectedAccounts.create({});
  const bank = await own.bankAccounts.create(connected.id, {
    account_number: "000123456789",
    country: "US",
    currency: "usd",
  });
  const transfer = await own.transfers.create({ amount: 200, currency: "usd", destination: connected.id });
  const reversal = await own.transfers.reverse(transfer.id, { amount: 50 });
  const shared = await own.paymentIntents.create({
    amount: 2000,
    currency: "usd",
    ...card,
    application_fee_amount: 100,
    transfer_data: { destination: connected.id },
  });
  const { application_fee: fee } = await own.charges.get(shared.latest_charge!);
  const feeRefund = await own.applicationFeeRefunds.create(fee!, { amount: 10 });
  const refund = await own.refunds.create({ payment_intent: intent.id, amount: 500 });
  const dispute = await own.disputes.create({ charge: intent.latest_charge! });
  const [change] = (await own.balanceTransactions.list()).data;
  const coupon = await own.coupons.create({ percent_off: "25" });
  const code = await own.promotionCodes.create({ coupon: coupon.id });
  const taxRate = await own.taxRates.create({ display_name: "VAT", inclusive: false, percentage: "20" });
  const discount = await own.discounts.create({ customer: customer.id, coupon: coupon.id });
  const item = await own.invoiceItems.create({ customer: customer.id, amount: -500, currency: "usd" });
  const credit = await own.invoices.create({ customer: customer.id, pending_invoice_items_behavior: "include" });
  await own.invoices.finalize(credit.id);
  await own.invoiceItems.create({ customer: customer.id, amount: 5000, currency: "usd" });
  const owed = await own.invoices.create({ customer: customer.id, pending_invoice_items_behavior: "include" });
  await own.invoices.finalize(owed.id);
  const note = await own.creditNotes.create({ invoice: owed.id, amount: 500 });
  const [balanceChange] = (await own.customerBalanceTransactions.list()).data;
  const [invoicePayment] = (await own.invoicePayments.list({ invoice: owed.id })).data;
  const monthly = { unit_amount: 900, recurring: { interval: "month" } } as const;
  const plan = await own.prices.create({ product: product.id, currency: "usd", ...monthly });
  const subscription = await own.subscriptions.create({
    customer: customer.id,
    items: [{ price: plan.id }],
    trial_period_days: 1,
  });
  const meter = await own.meters.create({
    display_name: "Calls",
    event_name: "call",
    default_aggregation: { formula: "count" },
  });
  const schedule = await own.subscriptionSchedules.create({ from_subscription: subscription.id });
  const quote = await own.quotes.create({ customer: customer.id, line_items: [{ price: price.id }] });
  const portal = await own.portalConfigurations.create({ features: { invoice_history: { enabled: true } } });
  const testClock = await own.testClocks.create({ frozen_time: 1_900_000_000 });
  const notification = await own.notifications.create({ channel: "email", to: "you@example.test", text: "Hello" });
  const rule = await own.faults.create({ effect: "drop", event_type: "no.such.event" });
  await own.paymentSettings.update({ bank_debit_transition: "hand" });
  await own.paymentIntents.create({
    amount: 700,
    currency: "usd",
    payment_method: "pm_usBankAccount_success",
    payment_method_types: ["us_bank_account"],
    confirm: true,
  });
  await sandbox.settle();
  const [transaction] = (await own.ledgerTransactions.list()).data;
  const [event] = (await own.events.list({ type: "payment.succeeded" })).data;
  const [delivery] = (await own.webhookDeliveries.list()).data;
  const [attempt] = (await own.webhookAttempts.list()).data;
  await own.webhookDeliveries.abandon(delivery!.id);
  await sandbox.settle();
  const [request] = (await own.requests.list()).data;
  const snapshot = await sandbox.client.snapshots.save();
  const fork = await sandbox.client.snapshots.fork(snapshot.id);
  ids = {
    pi: open.id,
    ch: intent.latest_charge!,
    re: refund.id,
    dp: dispute.id,
    seti: setup.id,
    ctoken: token.id,
    cus: customer.id,
    txi: taxId.id,
    pm: method.id,
    txn: change!.id,
    po: payout.id,
    tu: topup.id,
    conn: connected.id,
    ba: bank.id,
    tr: transfer.id,
    trr: reversal.id,
    fee: fee!,
    fr: feeRefund.id,
    prod: product.id,
    price: price.id,
    cs: session.id,
    cpn: coupon.id,
    promo: code.id,
    di: discount.id,
    txr: taxRate.id,
    in: credit.id,
    ii: item.id,
    sub: subscription.id,
    sub_sched: schedule.id,
    si: subscription.items.data[0]!.id,
    inpay: invoicePayment!.id,
    clock: testClock.id,
    mtr: meter.id,
    cn: note.id,
    qt: quote.id,
    bpc: portal.id,
    cbtxn: balanceChange!.id,
    plink: link.id,
    acct: transaction!.entries[0]!.account_id,
    le: transaction!.id,
    evt: event!.id,
    we: endpoint.id,
    del: delivery!.id,
    att: attempt!.id,
    key: key.id,
    ses: ada.session.id,
    usr: ada.session.user.id,
    ntf: notification.id,
    req: request!.id,
    snap: snapshot.id,
    ins: fork.id,
    flt: rule.id,
  };
});
afterAll(() => sandbox.close());

const credentialOf = (member: Member, key: string, access: string) =>
  access === "session" ? member.session.token : key;
/** The keys that sign tokens, and the snapshots with their forks, are the sandbox's, not an account's. */
const sandboxLists = new Set(["signing_keys.list", "snapshots.list", "forks.list"]);
const lists = allOperations.filter(
  ({ id, path }) => id.endsWith(".list") && !path.includes("{id}") && !sandboxLists.has(id),
);

/** Some lists are short, and have no pages. */
const isPaged = ({ input }: (typeof lists)[number]) => "limit" in input.properties;
const firstPage = (list: (typeof lists)[number]) => (isPaged(list) ? { limit: 100 } : {});

/** Everything of Ada's that can be listed, to see that it stays as it is. */
async function everything(): Promise<Record<string, unknown>> {
  const pages: Record<string, unknown> = {};
  for (const list of lists.filter(({ id }) => id !== "requests.list")) {
    const { id, access } = list;
    pages[id] = await own.call(id as OperationId, firstPage(list), { apiKey: credentialOf(ada, keys.ada, access) });
  }
  return pages;
}

describe("another account", () => {
  test.each(operationsWithId)("cannot $id what is not its own", async (operation) => {
    const before = await everything();
    const id = ids[idPrefixOf(operation)];
    if (id === undefined) throw new Error(`This test has no ${idPrefixOf(operation)} of the first account.`);
    const request = requestOf(operation, id, requiredInput(operation));
    const authorization = `Bearer ${credentialOf(bob, keys.bob, operation.access)}`;
    const answer = await send(sandbox.url, { ...request, headers: { ...request.headers, authorization } });
    expect([answer.status, answer.error?.code]).toEqual([404, "resource_missing"]);
    expect(answer.text).not.toContain(ada.account);
    expect(await everything()).toEqual(before);
  });

  test.each(lists)("sees nothing by $id that is not its own", async (list) => {
    const { id, access } = list;
    const client = clientOf(sandbox, credentialOf(bob, keys.bob, access));
    const idsOf = async (caller: Client) => {
      const page: unknown = await caller.call(id as OperationId, firstPage(list));
      return (page as List<{ id: string }>).data.map((item) => item.id);
    };
    const [seen, owned] = [await idsOf(client), await idsOf(clientOf(sandbox, credentialOf(ada, keys.ada, access)))];
    expect(owned).not.toEqual([]);
    expect(seen.filter((other) => owned.includes(other))).toEqual([]);
  });

  test.each(lists.filter(isPaged))("cannot begin a page of $id at what is not its own", async ({ id, access }) => {
    const client = clientOf(sandbox, credentialOf(bob, keys.bob, access));
    for (const param of ["starting_after", "ending_before"]) {
      for (const foreign of Object.values(ids)) {
        const failure = await failureOf(client.call(id as OperationId, { [param]: foreign }));
        expect(failure).toMatchObject({ code: "resource_missing", param });
      }
    }
  });

  test("finds nothing by the id of what is not its own", async () => {
    const client = clientOf(sandbox, keys.bob);
    const found = [
      await client.charges.list({ payment_intent: ids["pi"]! }),
      await client.events.list({ object_id: ids["pi"]! }),
      await client.webhookDeliveries.list({ endpoint: ids["we"]! }),
      await client.webhookDeliveries.list({ event: ids["evt"]! }),
      await client.webhookAttempts.list({ event: ids["evt"]! }),
      await client.webhookAttempts.list({ delivery: ids["del"]! }),
    ];
    expect(found.flatMap(({ data }): unknown[] => data)).toEqual([]);
  });

  test("cannot post to a ledger account, nor report on an event, that is not its own", async () => {
    const client = clientOf(sandbox, keys.bob);
    const mine = await client.ledgerAccounts.create({ name: "Mine", type: "asset", currency: "usd" });
    const before = await everything();
    const entries = [
      { account_id: mine.id, amount: 5 },
      { account_id: ids["acct"]!, amount: -5 },
    ];
    expect(await codeOf(client.ledgerTransactions.create({ reference_id: "r", entries }))).toBe("resource_missing");
    const report = client.webhookAttempts.create({ event: ids["evt"]!, url: "http://127.0.0.1:9/", latency_ms: 1 });
    expect(await codeOf(report)).toBe("resource_missing");
    expect(await everything()).toEqual(before);
    expect((await client.ledgerAccounts.get(mine.id)).balance).toBe(0);
  });

  test("sees no snapshot and no fork of the sandbox, and makes none", async () => {
    const client = clientOf(sandbox, keys.bob);
    expect((await client.snapshots.list()).data).toEqual([]);
    expect((await client.forks.list()).data).toEqual([]);
    expect(await codeOf(client.snapshots.save())).toBe("sandbox_account_required");
    const file = await sandbox.client.snapshots.export(ids["snap"]!);
    expect(await codeOf(client.snapshots.import(file))).toBe("sandbox_account_required");
    expect(await sandbox.snapshots.list()).toHaveLength(1);
  });

  test("counts its own events from one, and has its own secret for listeners", async () => {
    const client = clientOf(sandbox, keys.bob);
    const seqs = (await eventsOf(client)).map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.map((_, index) => index + 1));
    const streams = [own.subscribe(), client.subscribe()];
    const [first, second] = await Promise.all(streams.map((stream) => stream.ready()));
    expect(first?.secret).not.toBe(second?.secret);
    expect([first?.account, second?.account]).toEqual([ada.account, bob.account]);
    await Promise.all(streams.map((stream) => stream.close()));
  });

  test("hears nothing of the others' payments", async () => {
    const client = clientOf(sandbox, keys.bob);
    const stream = client.subscribe();
    await stream.ready();
    await own.paymentIntents.create({ amount: 2000, currency: "usd" });
    const { id } = await client.paymentIntents.create({ amount: 2000, currency: "usd" });
    const { value } = await stream.next();
    expect(value?.event.data.object).toMatchObject({ id });
    await stream.close();
  });
});
