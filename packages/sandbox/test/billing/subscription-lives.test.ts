import type { Client } from "@micro/sdk";
import { expect, test } from "vitest";

import { clientOf, registerMember } from "../support/account.ts";
import { failureOf } from "../support/failure.ts";
import { eventTypesOf, newestSeq } from "../support/look.ts";
import { differencesOf } from "../support/payments.ts";
import { frozenAt, startSandbox } from "../support/sandbox.ts";
import { daySeconds, invoicesOf, payerWith, payWith, planOf, subscribe } from "../support/subscriptions.ts";

const at = (text: string) => Date.parse(text) / 1000;
const lives = async (client: Client, subscription: { id: string }) =>
  (await invoicesOf(client, subscription)).map(({ total, status }) => `${total} ${status}`);

test("a year: a trial, twelve renewals, an upgrade in mid-period, and a card that fails until the end", async () => {
  const sandbox = await startSandbox({ frozenAt: at("2027-01-17T10:00:00Z") });
  const { client, clock } = sandbox;
  const customer = await payerWith(client);
  const { id, items } = await subscribe(client, customer, await planOf(client, 3000), { trial_period_days: 14 });
  await clock.set(at("2027-06-15T22:00:00Z"));
  // Half of the 30 days from 31 May on.
  await client.subscriptions.update(id, { items: [{ id: items.data[0]!.id, price: await planOf(client, 9000) }] });
  await clock.set(at("2028-01-31T12:00:00Z"));
  expect(await lives(client, { id })).toEqual([
    "0 paid",
    ...Array.from({ length: 5 }, () => "3000 paid"),
    `${9000 + 4350 - 1450} paid`,
    ...Array.from({ length: 7 }, () => "9000 paid"),
  ]);
  const starts = (await invoicesOf(client, { id })).map(({ lines }) =>
    new Date(lines.data[0]!.period.start * 1000).toISOString().slice(0, 10),
  );
  expect(starts.slice(1, 6)).toEqual(["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31"]);
  await payWith(client, customer, "pm_card_chargeCustomerFail");
  await clock.set(at("2028-02-29T12:00:00Z"));
  expect((await client.subscriptions.get(id)).status).toBe("past_due");
  await clock.advance(8 * daySeconds);
  expect(await client.subscriptions.get(id)).toMatchObject({
    status: "canceled",
    cancellation_details: { reason: "payment_failed" },
    ended_at: at("2028-03-07T11:00:00Z"),
  });
  expect((await invoicesOf(client, { id })).at(-1)).toMatchObject({
    status: "open",
    attempt_count: 4,
    auto_advance: false,
  });
  expect(await differencesOf(sandbox)).toEqual([]);
});

test.each(["unpaid", "past_due"] as const)(
  "after the last try it is %s, and active again once it pays",
  async (end) => {
    const sandbox = await startSandbox();
    const { client, clock } = sandbox;
    await client.paymentSettings.update({ subscription_dunning_end: end });
    const customer = await payerWith(client);
    const { id } = await subscribe(client, customer, await planOf(client, 2000));
    await payWith(client, customer, "pm_card_chargeCustomerFail");
    await clock.advance(40 * daySeconds);
    expect((await client.subscriptions.get(id)).status).toBe(end);
    await clock.advance(30 * daySeconds);
    const last = (await invoicesOf(client, { id })).at(-1)!;
    // Nobody collects what an unpaid one is billed.
    expect(last.status).toBe(end === "unpaid" ? "draft" : "open");
    if (end === "unpaid") await client.invoices.finalize(last.id);
    await client.invoices.pay(last.id, { payment_method: "pm_card_visa" });
    expect((await client.subscriptions.get(id)).status).toBe("active");
    expect(await differencesOf(sandbox)).toEqual([]);
  },
);

test("a renewal that asks for authentication is past due until the payer has authenticated", async () => {
  const sandbox = await startSandbox();
  const { client, clock } = sandbox;
  const customer = await payerWith(client);
  const { id } = await subscribe(client, customer, await planOf(client, 2000));
  await payWith(client, customer, "pm_card_authenticationRequired");
  await clock.advance(31 * daySeconds + 3600);
  expect((await client.subscriptions.get(id)).status).toBe("past_due");
  expect(await eventTypesOf(client)).toContain("invoice.payment_action_required");
  const last = (await invoicesOf(client, { id })).at(-1)!;
  await client.paymentIntents.authenticate(last.payment_intent!, { outcome: "succeeded" });
  await sandbox.settle();
  expect((await client.subscriptions.get(id)).status).toBe("active");
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("an invoice that is sent is due some days later, and overdue after that", async () => {
  const sandbox = await startSandbox();
  const { client, clock } = sandbox;
  const { id: customer } = await client.customers.create({});
  const { id, status } = await subscribe(client, customer, await planOf(client, 2000), {
    collection_method: "send_invoice",
    days_until_due: 14,
  });
  expect(status).toBe("active");
  await clock.advance(3600);
  expect(await lives(client, { id })).toEqual(["2000 open"]);
  await clock.advance(14 * daySeconds);
  expect((await client.subscriptions.get(id)).status).toBe("past_due");
  const [first] = await invoicesOf(client, { id });
  await client.invoices.pay(first!.id, { paid_out_of_band: true });
  expect((await client.subscriptions.get(id)).status).toBe("active");
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("one step of many days is as many steps of one day", async () => {
  const whatComesOf = async (steps: number, days: number) => {
    const sandbox = await startSandbox();
    const { client, clock } = sandbox;
    const [good, bad] = [await payerWith(client), await payerWith(client)];
    const price = await planOf(client, 3100);
    const weekly = await planOf(client, 700, { recurring: { interval: "week", interval_count: 2 } });
    const all = [
      await subscribe(client, good, price, { trial_period_days: 5 }),
      await subscribe(client, good, weekly, { cancel_at: frozenAt + 33 * daySeconds }),
      await subscribe(client, bad, price),
    ];
    await payWith(client, bad, "pm_card_chargeCustomerFail");
    for (let step = 0; step < steps; step += 1) await clock.advance(days * daySeconds);
    expect(await differencesOf(sandbox)).toEqual([]);
    const state = [];
    for (const subscription of all) {
      state.push(await client.subscriptions.get(subscription.id), await invoicesOf(client, subscription));
    }
    // Ids are drawn in the order in which things are made, which is the same.
    return JSON.stringify(state).replaceAll(sandbox.url, "");
  };
  expect(await whatComesOf(70, 1)).toBe(await whatComesOf(1, 70));
});

test("what makes no subscription and no change is refused, and nothing is written", async () => {
  const sandbox = await startSandbox();
  const { client } = sandbox;
  const customer = await payerWith(client);
  const stranger = await payerWith(client);
  const monthly = await planOf(client, 2000);
  const second = await planOf(client, 3000);
  const yearly = await planOf(client, 2000, { recurring: { interval: "year" } });
  const euros = await planOf(client, 2000, { currency: "eur" });
  const archived = await planOf(client, 2000, { active: false });
  const { id: product } = await client.products.create({ name: "Once" });
  const once = (await client.prices.create({ product, currency: "usd", unit_amount: 5 })).id;
  const dear = await planOf(client, 900_000_000_000);
  const many = await Promise.all(Array.from({ length: 21 }, (_, index) => planOf(client, 100 + index)));
  const member = await registerMember(sandbox, "bob@example.test");
  const foreign = await planOf(clientOf(sandbox, (await member.createKey()).key), 100);
  const method = (await client.paymentMethods.list({ customer: stranger })).data[0]!.id;
  const kept = await subscribe(client, customer, monthly);
  const item = kept.items.data[0]!.id;
  const trial = await subscribe(client, customer, second, { trial_period_days: 3 });
  type Create = Partial<Parameters<Client["subscriptions"]["create"]>[0]>;
  type Update = Parameters<Client["subscriptions"]["update"]>[1];
  const create = (more: Create) => () =>
    client.subscriptions.create({ customer, items: [{ price: monthly }], ...more });
  const update = (input: Update) => () => client.subscriptions.update(kept.id, input);
  const past = frozenAt - 1;
  const cases: [call: () => PromiseLike<unknown>, code: string, param: string][] = [
    [create({ customer: "cus_gone" }), "resource_missing", "customer"],
    [create({ items: [] }), "parameter_invalid_array", "items"],
    [create({ items: many.map((price) => ({ price })) }), "parameter_invalid_array", "items"],
    [create({ items: [{ price: "price_gone" }] }), "resource_missing", "items[0].price"],
    [create({ items: [{ price: foreign }] }), "resource_missing", "items[0].price"],
    [create({ items: [{ price: archived }] }), "parameter_invalid", "items[0].price"],
    [create({ items: [{ price: once }] }), "parameter_invalid", "items[0].price"],
    [create({ items: [{ price: monthly }, { price: yearly }] }), "parameter_invalid", "items[1].price"],
    [create({ items: [{ price: monthly }, { price: euros }] }), "currency_mismatch", "items[1].price"],
    [create({ items: [{ price: monthly }, { price: monthly }] }), "parameter_invalid", "items[0].price"],
    [create({ items: [{ price: monthly, quantity: -1 }] }), "parameter_invalid_integer", "items[0].quantity"],
    [create({ items: [{ price: dear, quantity: 2 }] }), "amount_too_large", "quantity"],
    [create({ currency: "eur" }), "currency_mismatch", "items[0].price"],
    [create({ default_payment_method: method }), "resource_missing", "default_payment_method"],
    [create({ trial_end: past }), "parameter_invalid", "trial_end"],
    [create({ trial_end: frozenAt + 731 * daySeconds }), "parameter_invalid", "trial_end"],
    [create({ trial_end: frozenAt + 60, trial_period_days: 1 }), "parameter_invalid", "trial_period_days"],
    [
      create({ trial_period_days: 1, billing_cycle_anchor: frozenAt + 60 }),
      "parameter_invalid",
      "billing_cycle_anchor",
    ],
    [create({ billing_cycle_anchor: past }), "parameter_invalid", "billing_cycle_anchor"],
    [create({ billing_cycle_anchor: frozenAt + 32 * daySeconds }), "parameter_invalid", "billing_cycle_anchor"],
    [create({ cancel_at: past }), "parameter_invalid", "cancel_at"],
    [create({ cancel_at: frozenAt + 60, cancel_at_period_end: true }), "parameter_invalid", "cancel_at"],
    [create({ collection_method: "send_invoice" }), "parameter_missing", "days_until_due"],
    [create({ days_until_due: 3 }), "parameter_invalid", "days_until_due"],
    [create({ payment_behavior: "pending_if_incomplete" }), "parameter_invalid", "payment_behavior"],
    [update({ items: [{ id: "si_gone" }] }), "resource_missing", "items[0].id"],
    [update({ items: [{ deleted: true }] }), "parameter_missing", "items[0].id"],
    [update({ items: [{ quantity: 3 }] }), "parameter_missing", "items[0].price"],
    [update({ items: [{ id: item, deleted: true }] }), "parameter_invalid", "items"],
    [update({ items: [{ price: yearly }] }), "parameter_invalid", "items[0].price"],
    [update({ items: [{ id: item, price: euros }] }), "currency_mismatch", "items[0].price"],
    [update({ items: many.slice(0, 20).map((price) => ({ price })) }), "parameter_invalid", "items"],
    [update({ items: [{ id: item, quantity: 2 }], proration_date: past }), "parameter_invalid", "proration_date"],
    [
      update({ items: [{ id: item, quantity: 2 }], proration_date: frozenAt + 32 * daySeconds }),
      "parameter_invalid",
      "proration_date",
    ],
    [update({ trial_end: past }), "parameter_invalid", "trial_end"],
    [
      update({ pause_collection: { behavior: "void", resumes_at: past } }),
      "parameter_invalid",
      "pause_collection.resumes_at",
    ],
    [() => client.subscriptions.update("sub_gone", {}), "resource_missing", "id"],
    [() => client.subscriptions.resume(kept.id), "state_conflict", "id"],
    [
      () => client.subscriptionItems.create({ subscription: "sub_gone", price: monthly }),
      "resource_missing",
      "subscription",
    ],
    [() => client.subscriptionItems.create({ subscription: kept.id, price: once }), "parameter_invalid", "price"],
    [() => client.subscriptionItems.delete("si_gone"), "resource_missing", "id"],
    [() => client.invoices.createPreview({}), "parameter_missing", "customer"],
    [() => client.invoices.createPreview({ customer: stranger }), "parameter_missing", "subscription"],
    [
      () => client.invoices.createPreview({ subscription: kept.id, customer: stranger }),
      "parameter_invalid",
      "customer",
    ],
    [() => client.invoices.delete(trial.latest_invoice!), "state_conflict", "id"],
  ];
  const before = await newestSeq(client);
  for (const [call, code, param] of cases) {
    expect(await failureOf(call())).toMatchObject({ code, param });
  }
  expect(await newestSeq(client)).toBe(before);
  expect((await client.subscriptions.list({ status: "all" })).data).toHaveLength(2);
  expect(await client.subscriptions.get(kept.id)).toEqual(kept);
});

test.each(["void", "mark_uncollectible"] as const)(
  "a renewal that is too much to be charged stays a draft while its collection is paused: %s",
  async (behavior) => {
    const sandbox = await startSandbox();
    const { client, clock } = sandbox;
    const customer = await payerWith(client);
    const { id, items } = await subscribe(client, customer, await planOf(client, 90_000_000));
    await client.subscriptions.update(id, { pause_collection: { behavior } });
    await client.subscriptions.update(id, {
      items: [{ id: items.data[0]!.id, quantity: 2 }],
      proration_behavior: "none",
    });
    await clock.advance(32 * daySeconds);
    expect((await invoicesOf(client, { id })).at(-1)).toMatchObject({
      auto_advance: false,
      status: "draft",
      total: 180_000_000,
    });
    const { current_period_start: start } = (await client.subscriptions.get(id)).items.data[0]!;
    expect(start).toBe(items.data[0]!.current_period_end);
    expect(await differencesOf(sandbox)).toEqual([]);
  },
);
