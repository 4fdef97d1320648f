import type { Client } from "@micro/sdk";
import { describe, expect, onTestFinished, test } from "vitest";

import type { Sandbox } from "../../src/index.ts";
import { createTestSandbox } from "../../src/testing.ts";
import { codeOf, failureOf } from "../support/failure.ts";
import { eventTypesOf, newestSeq } from "../support/look.ts";
import { differencesOf, pay } from "../support/payments.ts";
import { frozenAt, startSandbox, temporaryFile } from "../support/sandbox.ts";
import { invoicesOf, planOf, subscribe } from "../support/subscriptions.ts";

const daySeconds = 24 * 3600;
/** Where the test clocks stand: 2030-01-01T00:00:00Z, years ahead of the clock of the sandbox. */
const newYear = 1_893_456_000;

/** A customer with a card who lives by a clock of his own. */
async function payerOn(client: Client, clock: string, card = "pm_card_visa") {
  const { id: customer } = await client.customers.create({ name: "Ada", test_clock: clock });
  const { id: method } = await client.paymentMethods.attach(card, { customer });
  await client.customers.update(customer, { default_payment_method: method });
  return customer;
}

async function draftFor(client: Client, customer: string) {
  await client.invoiceItems.create({ customer, amount: 2000, currency: "usd", description: "Tea" });
  return client.invoices.create({ customer, pending_invoice_items_behavior: "include", auto_advance: true });
}

/** Has a clock come to an instant, and waits until it is there. */
async function advance({ client, settle }: Pick<Sandbox, "client" | "settle">, id: string, to: number) {
  await client.testClocks.advance(id, { frozen_time: to });
  await settle();
  return client.testClocks.get(id);
}

describe("a test clock", () => {
  test("stands still, is advanced, and tells of it", async () => {
    const sandbox = await startSandbox();
    const { client } = sandbox;
    const before = await newestSeq(client);
    const clock = await client.testClocks.create({ frozen_time: newYear, name: "Renewals" });
    expect(clock).toMatchObject({
      object: "test_helpers.test_clock",
      created: frozenAt,
      deletes_after: frozenAt + 30 * daySeconds,
      frozen_time: newYear,
      name: "Renewals",
      status: "ready",
      status_details: {},
    });
    const target = newYear + 40 * daySeconds;
    expect(await client.testClocks.advance(clock.id, { frozen_time: target })).toMatchObject({
      frozen_time: newYear,
      status: "advancing",
      status_details: { advancing: { target_frozen_time: target } },
    });
    await sandbox.settle();
    expect(await client.testClocks.get(clock.id)).toEqual({ ...clock, frozen_time: target });
    expect(await client.testClocks.delete(clock.id)).toEqual({ id: clock.id, object: clock.object, deleted: true });
    expect(await codeOf(client.testClocks.get(clock.id))).toBe("resource_missing");
    expect(await eventTypesOf(client, before)).toEqual([
      "test_helpers.test_clock.created",
      "test_helpers.test_clock.advancing",
      "test_helpers.test_clock.ready",
      "test_helpers.test_clock.deleted",
    ]);
  });

  test("moves its own customers, and nobody else", async () => {
    const sandbox = await startSandbox();
    const { client, clock } = sandbox;
    const mine = await client.testClocks.create({ frozen_time: newYear });
    const other = await client.testClocks.create({ frozen_time: newYear });
    const drafts = {
      mine: await draftFor(client, await payerOn(client, mine.id)),
      other: await draftFor(client, await payerOn(client, other.id)),
      none: await draftFor(client, (await client.customers.create({})).id),
    };
    expect(drafts.mine).toMatchObject({ created: newYear, next_payment_attempt: newYear + 3600 });
    expect(drafts.none).toMatchObject({ created: frozenAt });
    const statuses = async () => {
      const all = await Promise.all(Object.values(drafts).map(({ id }) => client.invoices.get(id)));
      return all.map(({ status }) => status);
    };
    await clock.advance(daySeconds);
    expect(await statuses()).toEqual(["draft", "draft", "open"]);
    await advance(sandbox, mine.id, newYear + 3599);
    expect(await statuses()).toEqual(["draft", "draft", "open"]);
    await advance(sandbox, mine.id, newYear + daySeconds);
    expect(await statuses()).toEqual(["paid", "draft", "open"]);
    expect(await client.invoices.get(drafts.mine.id)).toMatchObject({
      status_transitions: { finalized_at: newYear + 3600, paid_at: newYear + 3600 },
    });
    expect(sandbox.clock.now()).toBe(frozenAt + daySeconds);
    expect(await differencesOf(sandbox)).toEqual([]);
  });

  test("does each thing at its own instant, and what follows from one before the next", async () => {
    const sandbox = await startSandbox();
    const { client } = sandbox;
    const { id: clock } = await client.testClocks.create({ frozen_time: newYear });
    const { id } = await draftFor(client, await payerOn(client, clock, "pm_card_chargeCustomerFail"));
    await advance(sandbox, clock, newYear + 30 * daySeconds);
    const failed = await client.invoices.get(id);
    expect(failed).toMatchObject({ status: "open", attempt_count: 4, next_payment_attempt: null });
    const charges = await client.charges.list({ customer: failed.customer });
    const tried = newYear + 3600;
    expect(charges.data.map(({ created }) => created)).toEqual([7, 5, 3, 0].map((days) => tried + days * daySeconds));
  });

  test("comes to the same by one step of a month as by thirty of a day", async () => {
    const live = async (steps: number) => {
      await using sandbox = await createTestSandbox({ clock: frozenAt });
      const { client } = sandbox;
      const { id: clock } = await client.testClocks.create({ frozen_time: newYear });
      const bad = await draftFor(client, await payerOn(client, clock, "pm_card_chargeCustomerFail"));
      const good = await draftFor(client, await payerOn(client, clock));
      for (let step = 1; step <= steps; step++) {
        await advance(sandbox, clock, newYear + (30 / steps) * step * daySeconds);
      }
      const unplaced = async (id: string) => ({
        ...(await client.invoices.get(id)),
        hosted_invoice_url: null,
        invoice_pdf: null,
      });
      return [await unplaced(bad.id), await unplaced(good.id), (await client.charges.list({ limit: 100 })).data];
    };
    expect(await live(1)).toEqual(await live(30));
  });

  test("leaves the account's books in the time of the sandbox", async () => {
    const sandbox = await startSandbox();
    const { client, clock } = sandbox;
    const { id } = await client.testClocks.create({ frozen_time: newYear });
    const paid = await pay(client, "pm_card_visa", { customer: await payerOn(client, id) });
    expect(paid.created).toBe(newYear);
    const [change] = (await client.balanceTransactions.list({})).data;
    expect(change).toMatchObject({ created: frozenAt, status: "pending" });
    const [event] = (await client.events.list({ object_id: paid.id })).data;
    expect(event).toMatchObject({ created: frozenAt, data: { object: { created: newYear } } });
    await advance(sandbox, id, newYear + 365 * daySeconds);
    expect((await client.balanceTransactions.get(change!.id)).status).toBe("pending");
    await clock.advance(7 * daySeconds);
    expect((await client.balanceTransactions.get(change!.id)).status).toBe("available");
    expect(await differencesOf(sandbox)).toEqual([]);
  });

  test("has a bank debit settle and a payment be disputed in its time", async () => {
    const sandbox = await startSandbox();
    const { client, clock } = sandbox;
    await client.paymentSettings.update({ bank_debit_delay_s: daySeconds, dispute_delay_s: daySeconds });
    const { id } = await client.testClocks.create({ frozen_time: newYear });
    const customer = await payerOn(client, id);
    const debit = await pay(client, "pm_usBankAccount_success", { customer });
    const disputed = await pay(client, "pm_card_createDispute", { customer });
    await clock.advance(7 * daySeconds);
    expect((await client.paymentIntents.get(debit.id)).status).toBe("processing");
    await advance(sandbox, id, newYear + daySeconds);
    expect((await client.paymentIntents.get(debit.id)).status).toBe("succeeded");
    const [dispute] = (await client.disputes.list({ payment_intent: disputed.id })).data;
    expect(dispute).toMatchObject({ created: newYear + daySeconds });
    expect(await differencesOf(sandbox)).toEqual([]);
  });

  test("takes its customers along when it is deleted, and when a month of the sandbox has passed", async () => {
    const sandbox = await startSandbox();
    const { client, clock } = sandbox;
    const first = await client.testClocks.create({ frozen_time: newYear });
    const second = await client.testClocks.create({ frozen_time: newYear });
    const ada = await payerOn(client, first.id);
    const bob = await payerOn(client, second.id);
    const draft = await draftFor(client, ada);
    expect((await client.customers.list({ test_clock: first.id })).data.map(({ id }) => id)).toEqual([ada]);
    await client.testClocks.delete(first.id);
    expect(await client.customers.get(ada)).toMatchObject({ deleted: true });
    expect((await client.invoices.get(draft.id)).status).toBe("draft");
    await clock.advance(30 * daySeconds);
    expect((await client.testClocks.list()).data).toEqual([]);
    expect(await client.customers.get(bob)).toMatchObject({ deleted: true });
  });

  test("goes on after a restart", async () => {
    const file = temporaryFile();
    const before = await startSandbox({ file });
    const { id } = await before.client.testClocks.create({ frozen_time: newYear });
    const draft = await draftFor(before.client, await payerOn(before.client, id));
    await before.client.testClocks.advance(id, { frozen_time: newYear + daySeconds });
    await before.close();
    const after = await startSandbox({ file });
    await after.settle();
    expect(await after.client.testClocks.get(id)).toMatchObject({ status: "ready", frozen_time: newYear + daySeconds });
    expect((await after.client.invoices.get(draft.id)).status).toBe("paid");
  });
});

describe("a subscription that lives by a test clock", () => {
  /** What is there of a customer's subscription after a year and a day, in so many steps. */
  async function live(steps: number) {
    // Without a port of its own, so that links to its pages are the same.
    const sandbox = await createTestSandbox({ clock: frozenAt });
    onTestFinished(() => sandbox.close());
    const { client } = sandbox;
    const { id: clock } = await client.testClocks.create({ frozen_time: newYear });
    const customer = await payerOn(client, clock);
    const begun = await subscribe(client, customer, await planOf(client, 2000));
    expect(begun).toMatchObject({ status: "active", start_date: newYear, test_clock: clock });
    const span = 366 * daySeconds;
    for (let step = 1; step <= steps; step++) await advance(sandbox, clock, newYear + (span / steps) * step);
    const invoices = await invoicesOf(client, begun);
    return { sandbox, clock, customer, subscription: await client.subscriptions.get(begun.id), invoices };
  }

  test("is renewed twelve times by one step of a year, and by none of the sandbox's clock", async () => {
    const { sandbox, subscription, invoices } = await live(1);
    expect(invoices.map(({ status, total }) => `${status} ${total}`)).toEqual(Array(13).fill("paid 2000"));
    expect(invoices.map(({ created }) => new Date(created * 1000).toISOString().slice(0, 10))).toEqual([
      ...Array.from({ length: 12 }, (_, month) => `2030-${String(month + 1).padStart(2, "0")}-01`),
      "2031-01-01",
    ]);
    await sandbox.clock.advance(7 * daySeconds);
    expect(await sandbox.client.subscriptions.get(subscription.id)).toEqual(subscription);
    await sandbox.ledger.assertBalanced();
  });

  test("comes to the same in 366 steps of a day", async () => {
    const [once, daily] = [await live(1), await live(366)];
    expect(daily.subscription).toEqual(once.subscription);
    expect(daily.invoices).toEqual(once.invoices);
  });

  test("ends with its clock, and with its customer", async () => {
    const { sandbox, clock, subscription } = await live(1);
    const { client } = sandbox;
    const { id: other } = await client.customers.create({ payment_method: "pm_card_visa" });
    const theirs = await subscribe(client, other, await planOf(client, 900), {
      payment_behavior: "default_incomplete",
    });
    const before = await newestSeq(client);
    await client.testClocks.delete(clock);
    await client.customers.delete(other);
    for (const { id } of [subscription, theirs]) {
      expect((await client.subscriptions.get(id)).status).toBe("canceled");
    }
    const types = await eventTypesOf(client, before);
    expect(types.filter((type) => type === "customer.subscription.deleted")).toHaveLength(2);
    await sandbox.ledger.assertBalanced();
  });
});

describe("what a test clock refuses", () => {
  test("is to go back, to stand, and to go more than two years in one step", async () => {
    const sandbox = await startSandbox();
    const { client } = sandbox;
    const { id } = await client.testClocks.create({ frozen_time: newYear });
    const before = await newestSeq(client);
    for (const frozenTime of [newYear - 1, newYear, newYear + 731 * daySeconds + 1]) {
      expect(await failureOf(client.testClocks.advance(id, { frozen_time: frozenTime }))).toMatchObject({
        status: 400,
        code: "parameter_invalid",
        param: "frozen_time",
      });
    }
    expect(await client.testClocks.get(id)).toMatchObject({ status: "ready", frozen_time: newYear });
    expect(await newestSeq(client)).toBe(before);
    expect(await advance(sandbox, id, newYear + 731 * daySeconds)).toMatchObject({ status: "ready" });
  });

  test("is what is done to its customers, and to itself, while it is on its way", async () => {
    await using sandbox = await createTestSandbox({ seed: "test", clock: frozenAt, webhooks: false });
    const { client } = sandbox;
    const { id } = await client.testClocks.create({ frozen_time: newYear });
    const customer = await payerOn(client, id);
    // So many that the clock is on its way for as long as the calls below take.
    const [draft] = await Promise.all(Array.from({ length: 100 }, () => draftFor(client, customer)));
    await client.testClocks.advance(id, { frozen_time: newYear + daySeconds });
    const refused = await Promise.all([
      failureOf(client.testClocks.advance(id, { frozen_time: newYear + 2 * daySeconds })),
      failureOf(client.customers.update(customer, { name: "Bob" })),
      failureOf(client.invoices.finalize(draft!.id)),
      failureOf(client.testClocks.delete(id)),
    ]);
    for (const failure of refused) expect(failure).toMatchObject({ status: 409, code: "state_conflict" });
    await sandbox.settle();
    expect(await client.customers.get(customer)).toMatchObject({ name: "Ada" });
    expect(await client.testClocks.get(id)).toMatchObject({ status: "ready", frozen_time: newYear + daySeconds });
  });

  test("is a customer of a clock that there is not, or that is another account's", async () => {
    await using sandbox = await createTestSandbox({ seed: "test", clock: frozenAt });
    const { client } = sandbox;
    const other = await sandbox.openAccount("other");
    const foreign = await other.client.testClocks.create({ frozen_time: newYear });
    const before = await newestSeq(client);
    for (const id of ["clock_none", foreign.id]) {
      expect(await failureOf(client.customers.create({ test_clock: id }))).toMatchObject({
        code: "resource_missing",
        param: "test_clock",
      });
      expect(await codeOf(client.testClocks.advance(id, { frozen_time: newYear + 1 }))).toBe("resource_missing");
      expect(await codeOf(client.testClocks.delete(id))).toBe("resource_missing");
    }
    expect(await newestSeq(client)).toBe(before);
    expect(await other.client.testClocks.get(foreign.id)).toEqual(foreign);
  });
});

test("whoever reads what is a customer's sees it at the instant of his clock", async () => {
  const sandbox = await startSandbox();
  const { client } = sandbox;
  const { id } = await client.testClocks.create({ frozen_time: newYear });
  const customer = await payerOn(client, id);
  const price = await planOf(client, 1000);
  const { id: coupon } = await client.coupons.create({
    percent_off: "50",
    duration: "repeating",
    duration_in_months: 2,
  });
  const subscription = await subscribe(client, customer, price, { discounts: [{ coupon }] });
  const schedule = await client.subscriptionSchedules.create({
    customer,
    phases: [
      { items: [{ price }], iterations: 1 },
      { items: [{ price }], iterations: 24 },
    ],
  });
  const seen = async () => {
    const [one, other] = [
      await client.subscriptions.get(subscription.id),
      await client.subscriptionSchedules.get(schedule.id),
    ];
    const { data: subscriptions } = await client.subscriptions.list();
    expect(subscriptions.find((each) => each.id === subscription.id)).toEqual(one);
    expect((await client.subscriptionSchedules.list()).data).toEqual([other]);
    return { discounts: one.discounts.length, phase: other.current_phase };
  };
  const [first, second] = schedule.phases.map(({ start_date, end_date }) => ({ start_date, end_date }));
  expect(await seen()).toEqual({ discounts: 1, phase: first });
  await advance(sandbox, id, newYear + 100 * daySeconds);
  expect(await seen()).toEqual({ discounts: 0, phase: second });
  // He need not wait for the others: while they come to years that he is ahead of, nothing of his changes.
  await sandbox.clock.advance(daySeconds);
  expect(await seen()).toEqual({ discounts: 0, phase: second });
});
