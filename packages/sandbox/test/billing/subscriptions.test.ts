import type { Client } from "@micro/sdk";
import { expect, test } from "vitest";

import { failureOf } from "../support/failure.ts";
import { eventsOf, eventTypesOf, newestSeq } from "../support/look.ts";
import { differencesOf } from "../support/payments.ts";
import { frozenAt, startSandbox } from "../support/sandbox.ts";
import { daySeconds, invoicesOf, payerWith, planOf, subscribe } from "../support/subscriptions.ts";

type SubscribeInput = NonNullable<Parameters<typeof subscribe>[3]>;

const at = (text: string) => Date.parse(text) / 1000;

test("a subscription is billed and paid at once, and its periods follow from the day it began", async () => {
  const sandbox = await startSandbox();
  const { client, clock } = sandbox;
  const customer = await payerWith(client);
  const price = await planOf(client, 2000);
  const before = await newestSeq(client);
  const subscription = await subscribe(client, customer, price, { metadata: { plan: "tea" } });
  expect(subscription).toMatchObject({
    status: "active",
    customer,
    currency: "usd",
    billing_cycle_anchor: frozenAt,
    start_date: frozenAt,
    metadata: { plan: "tea" },
    items: { data: [{ price: { id: price }, quantity: 1, current_period_start: frozenAt }] },
  });
  expect(await client.invoices.get(subscription.latest_invoice!)).toMatchObject({
    billing_reason: "subscription_create",
    status: "paid",
    subscription: subscription.id,
    total: 2000,
    lines: { data: [{ amount: 2000, description: "1 × Plan 2000", subscription: subscription.id, proration: false }] },
  });
  const types = (await eventTypesOf(client, before)).filter((type) => /^(invoice|customer)\./.test(type));
  expect(types).toEqual([
    "customer.subscription.created",
    "invoice.created",
    "invoice.finalized",
    "invoice.paid",
    "invoice.payment_succeeded",
    "customer.subscription.updated",
  ]);
  const [item] = subscription.items.data;
  expect(item?.current_period_end).toBe(at("2027-02-15T08:00:00Z"));
  await clock.advance(item!.current_period_end - frozenAt);
  const renewed = await client.subscriptions.get(subscription.id);
  expect(renewed.items.data).toMatchObject([
    { current_period_start: at("2027-02-15T08:00:00Z"), current_period_end: at("2027-03-15T08:00:00Z") },
  ]);
  const draft = await client.invoices.get(renewed.latest_invoice!);
  expect(draft).toMatchObject({ status: "draft", billing_reason: "subscription_cycle", total: 2000 });
  await clock.advance(3600);
  expect(await client.invoices.get(draft.id)).toMatchObject({ status: "paid", amount_paid: 2000 });
  expect(await eventTypesOf(client)).toContain("invoice.upcoming");
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("a card that is declined leaves the subscription incomplete, which expires after 23 hours", async () => {
  const sandbox = await startSandbox();
  const { client, clock } = sandbox;
  const customer = await payerWith(client, "pm_card_chargeCustomerFail");
  const price = await planOf(client, 2000);
  const lost = await subscribe(client, customer, price);
  const saved = await subscribe(client, customer, price);
  expect(lost.status).toBe("incomplete");
  await client.invoices.pay(saved.latest_invoice!, { payment_method: "pm_card_visa" });
  expect((await client.subscriptions.get(saved.id)).status).toBe("active");
  await clock.advance(23 * 3600);
  expect(await client.subscriptions.get(lost.id)).toMatchObject({
    status: "incomplete_expired",
    ended_at: frozenAt + 23 * 3600,
  });
  expect(await client.invoices.get(lost.latest_invoice!)).toMatchObject({ status: "void" });
  expect((await client.subscriptions.list({ customer })).data.map(({ id }) => id)).toEqual([saved.id]);
  expect((await client.subscriptions.list({ customer, status: "ended" })).data.map(({ id }) => id)).toEqual([lost.id]);
  const before = await newestSeq(client);
  const refused = await failureOf(subscribe(client, customer, price, { payment_behavior: "error_if_incomplete" }));
  expect(refused).toMatchObject({ status: 402, code: "card_declined" });
  expect(await newestSeq(client)).toBe(before);
  expect((await client.subscriptions.list({ customer, status: "all" })).data).toHaveLength(2);
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("the caller confirms the first payment himself", async () => {
  const sandbox = await startSandbox();
  const { client } = sandbox;
  const { id: customer } = await client.customers.create({});
  const price = await planOf(client, 2000);
  const { id, latest_invoice, status } = await subscribe(client, customer, price, {
    payment_behavior: "default_incomplete",
  });
  expect(status).toBe("incomplete");
  const { payment_intent: intent } = await client.invoices.get(latest_invoice!);
  await client.paymentIntents.confirm(intent!, { payment_method: "pm_card_visa" });
  await sandbox.settle();
  expect((await client.subscriptions.get(id)).status).toBe("active");
});

test("a trial is announced, ends, and is billed from its end on", async () => {
  const sandbox = await startSandbox();
  const { client, clock } = sandbox;
  const customer = await payerWith(client);
  const { id, status, latest_invoice } = await subscribe(client, customer, await planOf(client, 2000), {
    trial_period_days: 14,
  });
  const end = frozenAt + 14 * daySeconds;
  expect(status).toBe("trialing");
  expect(await client.invoices.get(latest_invoice!)).toMatchObject({ status: "paid", total: 0 });
  await clock.advance(11 * daySeconds - 1);
  expect(await eventTypesOf(client)).not.toContain("customer.subscription.trial_will_end");
  await clock.advance(1);
  expect(await eventTypesOf(client)).toContain("customer.subscription.trial_will_end");
  await clock.advance(3 * daySeconds);
  expect(await client.subscriptions.get(id)).toMatchObject({
    status: "active",
    billing_cycle_anchor: end,
    trial_end: end,
    items: { data: [{ current_period_start: end }] },
  });
  await clock.advance(3600);
  expect((await invoicesOf(client, { id })).map(({ total, status }) => [total, status])).toEqual([
    [0, "paid"],
    [2000, "paid"],
  ]);
  expect(await differencesOf(sandbox)).toEqual([]);
});

test.each([
  ["cancel", "canceled", "customer.subscription.deleted"],
  ["pause", "paused", "customer.subscription.paused"],
  ["create_invoice", "active", "customer.subscription.updated"],
] as const)("a trial that ends without a payment method: %s", async (behavior, status, event) => {
  const { client, clock } = await startSandbox();
  const { id: customer } = await client.customers.create({});
  const { id } = await subscribe(client, customer, await planOf(client, 2000), {
    trial_end: frozenAt + 60,
    trial_settings: { end_behavior: { missing_payment_method: behavior } },
  });
  await clock.advance(60);
  expect((await client.subscriptions.get(id)).status).toBe(status);
  expect(await eventTypesOf(client)).toContain(event);
});

test.each<[string, SubscribeInput, (client: Client, id: string) => PromiseLike<unknown>, number[]]>([
  ["a period that runs", {}, (client, id) => client.subscriptions.get(id), [24]],
  [
    "a trial that goes on for longer",
    { trial_period_days: 14 },
    (client, id) => client.subscriptions.update(id, { trial_end: frozenAt + 30 * daySeconds }),
    [23],
  ],
  [
    "a period that goes on after a pause",
    {},
    async (client, id) => {
      await client.subscriptions.pause(id);
      await client.subscriptions.resume(id, { billing_cycle_anchor: "unchanged" });
    },
    [24],
  ],
  [
    "a subscription that is to end with its period",
    {},
    (client, id) => client.subscriptions.update(id, { cancel_at_period_end: true }),
    [],
  ],
  [
    "one that is to go on after all",
    { cancel_at_period_end: true },
    (client, id) => client.subscriptions.update(id, { cancel_at_period_end: false }),
    [24],
  ],
])("the next invoice is announced seven days ahead: %s", async (_of, terms, change, days) => {
  const { client, clock } = await startSandbox();
  const { id } = await subscribe(client, await payerWith(client), await planOf(client, 1000), terms);
  await clock.advance(3 * daySeconds);
  await change(client, id);
  await clock.advance(26 * daySeconds);
  const told = (await eventsOf(client)).filter(({ type }) => type === "invoice.upcoming");
  expect(told.map(({ created }) => (created - frozenAt) / daySeconds)).toEqual(days);
});

test("an anchor that lies ahead makes a first period of its own, for its part of the price or for nothing", async () => {
  const { client, clock } = await startSandbox();
  const customer = await payerWith(client);
  const price = await planOf(client, 3100);
  const anchor = at("2027-01-31T08:00:00Z");
  const { id, items } = await subscribe(client, customer, price, { billing_cycle_anchor: anchor });
  expect(items.data[0]?.current_period_end).toBe(anchor);
  const free = await subscribe(client, customer, price, { billing_cycle_anchor: anchor, proration_behavior: "none" });
  expect((await invoicesOf(client, free))[0]).toMatchObject({ total: 0, status: "paid" });
  // 16 of the 31 days from 31 December on.
  expect((await invoicesOf(client, { id }))[0]?.total).toBe(1600);
  await clock.set(at("2027-03-31T09:00:00Z"));
  const starts = (await invoicesOf(client, { id })).map(({ lines }) => lines.data[0]?.period.start);
  expect(starts).toEqual([frozenAt, anchor, at("2027-02-28T08:00:00Z"), at("2027-03-31T08:00:00Z")]);
});

test("a trial with an anchor after it leads into a part of a period, for its part of the price or for nothing", async () => {
  const sandbox = await startSandbox();
  const { client, clock } = sandbox;
  const customer = await payerWith(client);
  const price = await planOf(client, 3100);
  const anchor = at("2027-01-31T08:00:00Z");
  const terms = { trial_period_days: 8, billing_cycle_anchor: anchor };
  const billed = await subscribe(client, customer, price, terms);
  const free = await subscribe(client, customer, price, { ...terms, proration_behavior: "none" });
  const even = await subscribe(client, customer, price, { trial_end: anchor, billing_cycle_anchor: anchor });
  const trialEnd = frozenAt + 8 * daySeconds;
  for (const trial of [billed, free]) {
    expect(trial).toMatchObject({
      status: "trialing",
      billing_cycle_anchor: anchor,
      trial_end: trialEnd,
      items: { data: [{ current_period_start: frozenAt, current_period_end: trialEnd }] },
    });
  }
  const preview = await client.invoices.createPreview({ subscription: billed.id });
  // 8 of the 31 days from 31 December on.
  expect(preview.total).toBe(800);
  await clock.set(trialEnd + 2 * daySeconds);
  for (const { id } of [billed, free]) {
    expect(await client.subscriptions.get(id)).toMatchObject({
      status: "active",
      billing_cycle_anchor: anchor,
      items: { data: [{ current_period_start: trialEnd, current_period_end: anchor }] },
    });
  }
  // What is for nothing is not credited.
  await client.subscriptions.update(free.id, { items: [{ id: free.items.data[0]!.id, quantity: 2 }] });
  expect((await client.invoiceItems.list({ customer, pending: true })).data).toEqual([]);
  expect(await differencesOf(sandbox)).toEqual([]);
  await clock.set(anchor + daySeconds);
  const totalsOf = async (subscription: { id: string }) =>
    (await invoicesOf(client, subscription)).map(({ total, status }) => [total, status]);
  expect(await totalsOf(billed)).toEqual([
    [0, "paid"],
    [800, "paid"],
    [3100, "paid"],
  ]);
  expect(await totalsOf(free)).toEqual([
    [0, "paid"],
    [0, "paid"],
    [6200, "paid"],
  ]);
  expect(await totalsOf(even)).toEqual([
    [0, "paid"],
    [3100, "paid"],
  ]);
  const [item] = (await client.subscriptions.get(billed.id)).items.data;
  expect(item?.current_period_end).toBe(at("2027-02-28T08:00:00Z"));
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("a renewal bills as much of what waits as an invoice has room for, and the next one the rest", async () => {
  const { client, clock } = await startSandbox();
  const customer = await payerWith(client);
  const { id } = await subscribe(client, customer, await planOf(client, 1000));
  await Promise.all(
    Array.from({ length: 251 }, () => client.invoiceItems.create({ customer, amount: 1, currency: "usd" })),
  );
  await clock.advance(59 * daySeconds);
  const invoices = await invoicesOf(client, { id });
  expect(invoices.map(({ total, lines }) => [total, lines.data.length])).toEqual([
    [1000, 1],
    [1249, 250],
    [1002, 3],
  ]);
  const refused = await failureOf(
    client.invoices.addLines(invoices[2]!.id, {
      lines: Array.from({ length: 248 }, () => ({ amount: 1, description: "One more" })),
    }),
  );
  expect(refused).toMatchObject({ status: 409, code: "state_conflict", param: "invoice" });
});
