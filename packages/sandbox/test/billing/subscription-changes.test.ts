import type { Client, Subscription } from "@micro/sdk";
import { expect, test } from "vitest";

import { failureOf } from "../support/failure.ts";
import { eventTypesOf, newestSeq } from "../support/look.ts";
import { differencesOf } from "../support/payments.ts";
import { frozenAt, startSandbox } from "../support/sandbox.ts";
import { daySeconds, invoicesOf, payerWith, payWith, planOf, subscribe } from "../support/subscriptions.ts";

/** A subscription to 31.00 dollars a month, whose first period has the 31 days from 15 January on. */
async function begin(more: Parameters<typeof subscribe>[3] = {}) {
  const sandbox = await startSandbox();
  const { client } = sandbox;
  const customer = await payerWith(client);
  const price = await planOf(client, 3100);
  const subscription = await subscribe(client, customer, price, more);
  const other = await planOf(client, 6200);
  return { sandbox, client, clock: sandbox.clock, customer, price, other, subscription, id: subscription.id };
}

const itemOf = ({ items }: Subscription) => items.data[0]!.id;
const pendingOf = async (client: Client, customer: string) =>
  (await client.invoiceItems.list({ customer, pending: true })).data.map(({ amount }) => amount);
const totalsOf = async (client: Client, subscription: { id: string }) =>
  (await invoicesOf(client, subscription)).map(({ total, status }) => [total, status]);

test("a change in mid-period credits what is left at the old price and charges it at the new one, to the second", async () => {
  const { sandbox, client, clock, customer, other, subscription, id } = await begin();
  await clock.advance(10 * daySeconds);
  const change = { items: [{ id: itemOf(subscription), price: other }] };
  const preview = await client.invoices.createPreview({ subscription: id, subscription_details: change });
  const before = await newestSeq(client);
  await client.subscriptions.update(id, change);
  expect(await pendingOf(client, customer)).toEqual([4200, -2100]);
  expect((await eventTypesOf(client, before)).filter((type) => type !== "transaction.recorded")).toEqual([
    "invoiceitem.created",
    "invoiceitem.created",
    "customer.subscription.updated",
  ]);
  const items = (await client.invoiceItems.list({ customer, pending: true })).data;
  expect(items).toMatchObject([
    { proration: true, description: "Remaining time on 1 × Plan 6200 after 25 Jan 2027", subscription: id },
    { proration: true, description: "Unused time on 1 × Plan 3100 after 25 Jan 2027", subscription: id },
  ]);
  await clock.advance(21 * daySeconds + 3600);
  const renewal = (await invoicesOf(client, { id })).at(-1)!;
  expect(renewal).toMatchObject({ status: "paid", total: 6200 + 4200 - 2100 });
  expect(preview).toMatchObject({ status: "draft", total: renewal.total, billing_reason: "subscription_cycle" });
  expect(preview.lines.data.map(({ amount }) => amount)).toEqual(renewal.lines.data.map(({ amount }) => amount));
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("proration can be dated, left out, or billed at once", async () => {
  const { sandbox, client, clock, customer, subscription, id } = await begin();
  const item = itemOf(subscription);
  await clock.advance(10 * daySeconds);
  const at = frozenAt + daySeconds;
  await client.subscriptions.update(id, { items: [{ id: item, quantity: 3 }], proration_date: at });
  expect(await pendingOf(client, customer)).toEqual([9000, -3000]);
  await client.subscriptions.update(id, { items: [{ id: item, quantity: 1 }], proration_behavior: "none" });
  expect(await pendingOf(client, customer)).toEqual([9000, -3000]);
  await client.subscriptions.update(id, {
    items: [{ id: item, quantity: 4 }],
    proration_behavior: "always_invoice",
  });
  expect(await pendingOf(client, customer)).toEqual([]);
  expect((await totalsOf(client, { id })).at(-1)).toEqual([9000 - 3000 - 2100 + 8400, "paid"]);
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("what is taken away is credited from when it was billed as it is, however the change is dated", async () => {
  const { sandbox, client, clock, customer, other, subscription, id } = await begin();
  await clock.advance(20 * daySeconds);
  const added = await client.subscriptionItems.create({ subscription: id, price: other });
  // 11 of 31 days.
  expect(await pendingOf(client, customer)).toEqual([2200]);
  await clock.advance(daySeconds);
  await client.subscriptionItems.delete(added.id, { proration_date: frozenAt });
  expect(await pendingOf(client, customer)).toEqual([-2200, 2200]);
  const item = itemOf(subscription);
  await client.subscriptions.update(id, { items: [{ id: item, quantity: 2 }] });
  expect((await pendingOf(client, customer)).slice(0, 2)).toEqual([2000, -1000]);
  await client.subscriptions.update(id, { items: [{ id: item, quantity: 1 }], proration_date: frozenAt });
  expect((await pendingOf(client, customer)).slice(0, 2)).toEqual([1000, -2000]);
  const restarted = {
    items: [{ id: item, quantity: 3 }],
    proration_date: frozenAt,
    billing_cycle_anchor: "now" as const,
  };
  await client.subscriptions.update(id, restarted);
  // What waited comes to nothing; of the one that is left 10 days are credited.
  expect((await totalsOf(client, { id })).at(-1)).toEqual([9300 - 1000, "paid"]);
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("one that goes on after a pause is charged from the pause on at the earliest", async () => {
  const { sandbox, client, clock, customer, id } = await begin();
  await clock.advance(21 * daySeconds);
  await client.subscriptions.pause(id);
  await clock.advance(daySeconds);
  await client.subscriptions.resume(id, { billing_cycle_anchor: "unchanged", proration_date: frozenAt });
  expect(await pendingOf(client, customer)).toEqual([1000, -1000]);
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("another interval begins a period at once, with a credit for the old one", async () => {
  const { sandbox, client, clock, subscription, id } = await begin();
  const yearly = await planOf(client, 36_500, { recurring: { interval: "year" } });
  await clock.advance(10 * daySeconds);
  const changed = await client.subscriptions.update(id, { items: [{ id: itemOf(subscription), price: yearly }] });
  const now = frozenAt + 10 * daySeconds;
  expect(changed).toMatchObject({
    billing_cycle_anchor: now,
    items: { data: [{ current_period_start: now, current_period_end: now + 365 * daySeconds }] },
  });
  expect((await totalsOf(client, { id })).at(-1)).toEqual([36_500 - 2100, "paid"]);
  await clock.advance(366 * daySeconds);
  expect(await totalsOf(client, { id })).toHaveLength(3);
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("the anchor can be moved to now, and a trial ended at once", async () => {
  const { sandbox, client, clock, id } = await begin();
  await clock.advance(10 * daySeconds);
  await client.subscriptions.update(id, { billing_cycle_anchor: "now" });
  expect((await totalsOf(client, { id })).at(-1)).toEqual([3100 - 2100, "paid"]);
  const customer = await payerWith(client);
  const trial = await subscribe(client, customer, await planOf(client, 500), { trial_period_days: 30 });
  expect(await client.subscriptions.update(trial.id, { trial_end: "now" })).toMatchObject({
    status: "active",
    billing_cycle_anchor: frozenAt + 10 * daySeconds,
  });
  expect(await totalsOf(client, trial)).toEqual([
    [0, "paid"],
    [500, "paid"],
  ]);
  const longer = frozenAt + 60 * daySeconds;
  const other = await subscribe(client, customer, await planOf(client, 700), { trial_period_days: 30 });
  expect(await client.subscriptions.update(other.id, { trial_end: longer })).toMatchObject({
    status: "trialing",
    trial_end: longer,
  });
  await clock.advance(50 * daySeconds + 3600);
  expect(await totalsOf(client, other)).toEqual([
    [0, "paid"],
    [700, "paid"],
  ]);
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("a change waits for its payment, is there once it is paid, and is dropped after 23 hours", async () => {
  const { sandbox, client, clock, customer, other, subscription, id } = await begin();
  await clock.advance(10 * daySeconds);
  await payWith(client, customer, "pm_card_chargeCustomerFail");
  const change = {
    items: [{ id: itemOf(subscription), price: other }],
    payment_behavior: "pending_if_incomplete" as const,
    proration_behavior: "always_invoice" as const,
  };
  const waiting = await client.subscriptions.update(id, change);
  expect(waiting).toMatchObject({
    status: "active",
    items: { data: [{ price: { id: subscription.items.data[0]!.price.id } }] },
    pending_update: { subscription_items: [{ price: other, quantity: 1 }] },
  });
  expect(await failureOf(client.subscriptions.update(id, change))).toMatchObject({
    status: 409,
    code: "state_conflict",
    param: "items",
  });
  expect(await failureOf(client.subscriptions.pause(id))).toMatchObject({
    status: 409,
    code: "state_conflict",
    param: "id",
  });
  await clock.advance(23 * 3600);
  expect(await client.subscriptions.get(id)).toMatchObject({ status: "active", pending_update: null });
  expect(await client.invoices.get(waiting.latest_invoice!)).toMatchObject({ status: "void" });
  const again = await client.subscriptions.update(id, change);
  await client.invoices.pay(again.latest_invoice!, { payment_method: "pm_card_visa" });
  expect(await client.subscriptions.get(id)).toMatchObject({
    pending_update: null,
    items: { data: [{ price: { id: other } }] },
  });
  const types = await eventTypesOf(client);
  expect(types).toContain("customer.subscription.pending_update_expired");
  expect(types).toContain("customer.subscription.pending_update_applied");
  const refused = await failureOf(client.subscriptions.update(id, { ...change, description: "No" }));
  expect(refused).toMatchObject({ code: "parameter_invalid", param: "description" });
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("a change that waits for its payment is dropped with its period, even if that is to be tried again later", async () => {
  const { sandbox, client, clock, customer, other, subscription, id } = await begin();
  await clock.advance(30 * daySeconds);
  await payWith(client, customer, "pm_card_chargeCustomerFail");
  const { latest_invoice: invoice } = await client.subscriptions.update(id, {
    items: [{ id: itemOf(subscription), price: other }],
    payment_behavior: "pending_if_incomplete",
    proration_behavior: "always_invoice",
  });
  await client.invoices.update(invoice!, { auto_advance: true });
  await clock.advance(3600);
  expect(await client.invoices.get(invoice!)).toMatchObject({
    status: "open",
    next_payment_attempt: frozenAt + 33 * daySeconds,
  });
  await clock.set(frozenAt + 31 * daySeconds);
  expect(await client.invoices.get(invoice!)).toMatchObject({ status: "void" });
  expect(await client.subscriptions.get(id)).toMatchObject({
    pending_update: null,
    items: { data: [{ price: subscription.items.data[0]!.price }] },
  });
  expect(await totalsOf(client, { id })).toEqual([
    [3100, "paid"],
    [100, "void"],
    [3100, "draft"],
  ]);
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("a change whose payment fails is undone by error_if_incomplete, and makes the subscription past due otherwise", async () => {
  const { sandbox, client, clock, customer, other, subscription, id } = await begin();
  await clock.advance(10 * daySeconds);
  await payWith(client, customer, "pm_card_chargeCustomerFail");
  const change = {
    items: [{ id: itemOf(subscription), price: other }],
    proration_behavior: "always_invoice" as const,
  };
  const before = await newestSeq(client);
  const refused = await failureOf(
    client.subscriptions.update(id, { ...change, payment_behavior: "error_if_incomplete" }),
  );
  expect(refused).toMatchObject({ status: 402, code: "card_declined" });
  expect(await newestSeq(client)).toBe(before);
  expect(await client.subscriptions.get(id)).toEqual(subscription);
  expect(await client.subscriptions.update(id, change)).toMatchObject({ status: "past_due" });
  await payWith(client, customer, "pm_card_visa");
  await clock.advance(3 * daySeconds);
  expect((await client.subscriptions.get(id)).status).toBe("active");
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("items are added, changed and taken away one by one", async () => {
  const { sandbox, client, clock, other, subscription, id } = await begin();
  const added = await client.subscriptionItems.create({ subscription: id, price: other, quantity: 2 });
  expect(added).toMatchObject({ price: { id: other }, quantity: 2, subscription: id });
  expect(await client.subscriptionItems.update(added.id, { quantity: 3, metadata: { a: "b" } })).toMatchObject({
    quantity: 3,
    metadata: { a: "b" },
  });
  expect((await client.subscriptionItems.list({ subscription: id })).data).toHaveLength(2);
  await client.subscriptionItems.delete(itemOf(subscription));
  expect(await failureOf(client.subscriptionItems.delete(added.id))).toMatchObject({ param: "items" });
  await clock.advance(31 * daySeconds + 3600);
  const [first, renewal] = await invoicesOf(client, { id });
  expect(first?.total).toBe(3100);
  // The second item from the first second on, and the first one back.
  expect(renewal?.total).toBe(3 * 6200 + 3 * 6200 - 3100);
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("it is canceled at once, with a credit and a last invoice if told", async () => {
  const { sandbox, client, clock, customer, price, id } = await begin();
  const plain = await subscribe(client, customer, price);
  await clock.advance(10 * daySeconds);
  const canceled = await client.subscriptions.cancel(id, {
    prorate: true,
    invoice_now: true,
    cancellation_details: { feedback: "unused", comment: "Bye" },
  });
  expect(canceled).toMatchObject({
    status: "canceled",
    ended_at: frozenAt + 10 * daySeconds,
    cancellation_details: { reason: "cancellation_requested", feedback: "unused", comment: "Bye" },
  });
  await clock.advance(3600);
  expect(await totalsOf(client, { id })).toEqual([
    [3100, "paid"],
    [-2100, "paid"],
  ]);
  await client.subscriptions.cancel(plain.id);
  expect(await failureOf(client.subscriptions.cancel(plain.id))).toMatchObject({ code: "state_conflict", param: "id" });
  expect((await eventTypesOf(client)).filter((type) => type === "customer.subscription.deleted")).toHaveLength(2);
  await clock.advance(60 * daySeconds);
  expect(await totalsOf(client, plain)).toEqual([[3100, "paid"]]);
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("it ends with its period or at a date, unless that is taken back", async () => {
  const { sandbox, client, clock, customer, price, id } = await begin();
  const dated = await subscribe(client, customer, price, { cancel_at: frozenAt + 10 * daySeconds });
  const kept = await subscribe(client, customer, price, { cancel_at_period_end: true });
  expect(kept).toMatchObject({ cancel_at: frozenAt + 31 * daySeconds, canceled_at: frozenAt });
  await client.subscriptions.update(kept.id, { cancel_at_period_end: false });
  await client.subscriptions.update(id, { cancel_at_period_end: true });
  const next = await failureOf(client.invoices.createPreview({ subscription: id }));
  expect(next).toMatchObject({ code: "state_conflict", param: "subscription" });
  await clock.advance(32 * daySeconds);
  expect(await client.subscriptions.get(id)).toMatchObject({
    status: "canceled",
    ended_at: frozenAt + 31 * daySeconds,
  });
  expect(await client.subscriptions.get(kept.id)).toMatchObject({ status: "active", cancel_at: null });
  expect((await client.subscriptions.get(dated.id)).ended_at).toBe(frozenAt + 10 * daySeconds);
  expect(await totalsOf(client, { id })).toEqual([[3100, "paid"]]);
  expect(await totalsOf(client, dated)).toEqual([
    [3100, "paid"],
    [-2100, "paid"],
  ]);
  expect(await differencesOf(sandbox)).toEqual([]);
});

test.each([
  ["keep_as_draft", "draft"],
  ["mark_uncollectible", "uncollectible"],
  ["void", "void"],
] as const)("while its collection is paused invoices are made: %s", async (behavior, status) => {
  const { sandbox, client, clock, id } = await begin();
  await client.subscriptions.update(id, {
    pause_collection: { behavior, resumes_at: frozenAt + 40 * daySeconds },
  });
  await clock.advance(31 * daySeconds + 3600);
  expect((await invoicesOf(client, { id })).at(-1)).toMatchObject({ status, total: 3100 });
  expect((await client.subscriptions.get(id)).status).toBe("active");
  await clock.advance(30 * daySeconds);
  expect((await client.subscriptions.get(id)).pause_collection).toBeNull();
  expect((await invoicesOf(client, { id })).at(-1)).toMatchObject({ status: "paid" });
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("it is paused and resumed: with a new period, or with what is left of the one that runs", async () => {
  const { sandbox, client, clock, customer, price, id } = await begin();
  const other = await subscribe(client, customer, price);
  await clock.advance(10 * daySeconds);
  expect(await client.subscriptions.pause(id)).toMatchObject({ status: "paused" });
  await client.subscriptions.pause(other.id);
  await clock.advance(31 * daySeconds);
  expect(await totalsOf(client, { id })).toHaveLength(1);
  const resumed = await client.subscriptions.resume(id, { payment_behavior: "resume_on_payment_success" });
  expect(resumed).toMatchObject({ status: "active", billing_cycle_anchor: frozenAt + 41 * daySeconds });
  expect((await totalsOf(client, { id })).at(-1)).toEqual([3100 - 2100, "paid"]);
  await client.subscriptions.resume(other.id, {
    billing_cycle_anchor: "unchanged",
    payment_behavior: "resume_on_payment_success",
    proration_behavior: "always_invoice",
  });
  // 18 of the 28 days of the period that began on 15 February.
  expect((await totalsOf(client, other)).at(-1)).toEqual([Math.round((3100 * 18) / 28) - 2100, "paid"]);
  await clock.advance(30 * daySeconds);
  expect(await differencesOf(sandbox)).toEqual([]);
});

/** A subscription that was paused on its eleventh day, ten days ago, with a credit for 21 days that waits. */
async function beginPaused() {
  const begun = await begin();
  await begun.clock.advance(10 * daySeconds);
  await begun.client.subscriptions.pause(begun.id);
  await begun.clock.advance(10 * daySeconds);
  return begun;
}
const resumedAt = frozenAt + 20 * daySeconds;
const toldOf = async (client: Client, since: number) =>
  (await eventTypesOf(client, since)).filter((type) => type.startsWith("customer.subscription."));

test("one that is resumed stays paused until its invoice is paid, which nobody tries by himself", async () => {
  const { sandbox, client, clock, id } = await beginPaused();
  const before = await newestSeq(client);
  const waiting = await client.subscriptions.resume(id);
  expect(waiting).toMatchObject({ status: "paused", billing_cycle_anchor: frozenAt, pending_update: null });
  const invoice = waiting.latest_invoice!;
  expect(await client.invoices.get(invoice)).toMatchObject({ status: "open", attempt_count: 0, total: 3100 - 2100 });
  await clock.advance(22 * 3600);
  expect((await client.subscriptions.get(id)).status).toBe("paused");
  expect(await toldOf(client, before)).toEqual([]);
  for (const refused of [
    client.subscriptions.resume(id),
    client.subscriptions.update(id, { items: [{ id: itemOf(waiting), quantity: 2 }] }),
  ]) {
    expect(await failureOf(refused)).toMatchObject({ status: 409, code: "state_conflict" });
  }
  await client.subscriptions.update(id, { cancel_at_period_end: true });
  await client.invoices.pay(invoice);
  const end = resumedAt + 28 * daySeconds;
  expect(await client.subscriptions.get(id)).toMatchObject({
    status: "active",
    billing_cycle_anchor: resumedAt,
    cancel_at: end,
    items: { data: [{ current_period_start: resumedAt, current_period_end: end }] },
  });
  expect(await toldOf(client, before)).toEqual([
    "customer.subscription.updated",
    "customer.subscription.updated",
    "customer.subscription.resumed",
  ]);
  expect(await differencesOf(sandbox)).toEqual([]);
  await clock.advance(28 * daySeconds);
  expect((await client.subscriptions.get(id)).status).toBe("canceled");
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("the invoice of a resumption that nobody pays is void after 23 hours, and the subscription is still paused", async () => {
  const { sandbox, client, clock, id } = await beginPaused();
  const before = await newestSeq(client);
  const { latest_invoice: invoice } = await client.subscriptions.resume(id);
  await clock.advance(23 * 3600);
  expect(await client.invoices.get(invoice!)).toMatchObject({ status: "void" });
  expect(await client.subscriptions.get(id)).toMatchObject({ status: "paused", billing_cycle_anchor: frozenAt });
  expect(await toldOf(client, before)).toEqual([]);
  const again = await client.subscriptions.resume(id);
  await client.invoices.pay(again.latest_invoice!);
  expect((await client.subscriptions.get(id)).status).toBe("active");
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("a resumption whose invoice is written off goes on, one whose invoice is taken back does not", async () => {
  const { sandbox, client, customer, price, id } = await beginPaused();
  const lost = await client.subscriptions.resume(id);
  await client.invoices.markUncollectible(lost.latest_invoice!);
  expect((await client.subscriptions.get(id)).status).toBe("active");
  const other = await subscribe(client, customer, price);
  await client.subscriptions.pause(other.id, { proration_behavior: "none" });
  const taken = await client.subscriptions.resume(other.id);
  await client.invoices.void(taken.latest_invoice!);
  expect((await client.subscriptions.get(other.id)).status).toBe("paused");
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("a payment of a resumption that fails makes it past due, or leaves it paused and is tried again", async () => {
  const { sandbox, client, clock, customer, price, id } = await beginPaused();
  const other = await subscribe(client, customer, price);
  const last = await subscribe(client, customer, price);
  for (const each of [other, last]) await client.subscriptions.pause(each.id, { proration_behavior: "none" });
  await payWith(client, customer, "pm_card_chargeCustomerFail");
  const before = await newestSeq(client);
  const { latest_invoice: invoice } = await client.subscriptions.resume(id);
  await failureOf(client.invoices.pay(invoice!));
  expect((await client.subscriptions.get(id)).status).toBe("past_due");
  expect(await toldOf(client, before)).toContain("customer.subscription.resumed");
  await client.invoices.pay(invoice!, { payment_method: "pm_card_visa" });
  expect((await client.subscriptions.get(id)).status).toBe("active");
  const success = { payment_behavior: "resume_on_payment_success" } as const;
  expect(await client.subscriptions.resume(other.id, success)).toMatchObject({ status: "paused" });
  await clock.advance(2 * daySeconds);
  expect((await client.subscriptions.get(other.id)).status).toBe("paused");
  await payWith(client, customer, "pm_card_visa");
  await clock.advance(2 * daySeconds);
  expect((await client.subscriptions.get(other.id)).status).toBe("active");
  await payWith(client, customer, "pm_card_chargeCustomerFail");
  const tried = await client.subscriptions.resume(last.id, success);
  await clock.advance(20 * daySeconds);
  expect(await client.invoices.get(tried.latest_invoice!)).toMatchObject({ status: "void", attempt_count: 4 });
  expect((await client.subscriptions.get(last.id)).status).toBe("paused");
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("a resumption that has nothing to be paid is at once, its prorations by the date that is sent", async () => {
  const { sandbox, client, customer, id } = await beginPaused();
  await client.subscriptions.resume(id, { billing_cycle_anchor: "unchanged", proration_date: resumedAt - daySeconds });
  expect((await client.subscriptions.get(id)).status).toBe("active");
  expect(await pendingOf(client, customer)).toEqual([1200, -2100]);
  await client.subscriptions.pause(id, { proration_behavior: "none" });
  await client.customerBalanceTransactions.create({ customer, amount: -5000, currency: "usd" });
  expect(await client.subscriptions.resume(id)).toMatchObject({ status: "active", billing_cycle_anchor: resumedAt });
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("what a resumption cannot be is refused, and changes nothing", async () => {
  const { client, id } = await beginPaused();
  const before = await newestSeq(client);
  const refused = await failureOf(
    client.subscriptions.resume(id, { billing_cycle_anchor: "unchanged", proration_date: resumedAt + 60 * daySeconds }),
  );
  expect(refused).toMatchObject({ status: 400, code: "parameter_invalid", param: "proration_date" });
  expect(await newestSeq(client)).toBe(before);
  await client.subscriptions.update(id, { collection_method: "send_invoice", days_until_due: 7 });
  const after = await newestSeq(client);
  const sent = await failureOf(client.subscriptions.resume(id));
  expect(sent).toMatchObject({ status: 409, code: "state_conflict", param: "id" });
  expect(await newestSeq(client)).toBe(after);
  const { id: nobody } = await client.customers.create({ name: "Nobody" });
  const trial = await subscribe(client, nobody, await planOf(client, 900), {
    trial_period_days: 7,
    trial_settings: { end_behavior: { missing_payment_method: "pause" } },
  });
  await client.subscriptions.update(trial.id, { trial_end: "now" });
  const third = await newestSeq(client);
  const methodless = await failureOf(
    client.subscriptions.resume(trial.id, { payment_behavior: "resume_on_payment_success" }),
  );
  expect(methodless).toMatchObject({ status: 400, code: "parameter_missing", param: "default_payment_method" });
  expect(await newestSeq(client)).toBe(third);
});
