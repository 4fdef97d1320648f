import { subscriptionScheduleStatuses, type Client, type SubscriptionScheduleStatus } from "@micro/sdk";
import { describe, expect, test } from "vitest";

import {
  scheduleTransitions,
  type ScheduleCommand,
} from "../../src/services/billing/subscriptions/subscription-schedule-state.ts";
import { failureOf } from "../support/failure.ts";
import { eventTypesOf, newestSeq } from "../support/look.ts";
import { differencesOf } from "../support/payments.ts";
import { frozenAt, startSandbox } from "../support/sandbox.ts";
import { daySeconds, invoicesOf, payerWith, planOf, subscribe } from "../support/subscriptions.ts";

const totalsOf = async (client: Client, id: string) =>
  (await invoicesOf(client, { id })).map(({ total, status }) => `${total} ${status}`);

test("a schedule begins a subscription later, moves it from phase to phase, and lets it go", async () => {
  const sandbox = await startSandbox();
  const { client, clock } = sandbox;
  const customer = await payerWith(client);
  const [small, large] = [await planOf(client, 1000), await planOf(client, 3000)];
  const start = frozenAt + 10 * daySeconds;
  const schedule = await client.subscriptionSchedules.create({
    customer,
    start_date: start,
    phases: [{ items: [{ price: small }], iterations: 2 }, { items: [{ price: large, quantity: 2 }] }],
  });
  expect(schedule).toMatchObject({ status: "not_started", subscription: null, current_phase: null });
  expect(schedule.phases.map(({ start_date: from, end_date: to }) => [from, to].map(dayOf))).toEqual([
    ["2027-01-25", "2027-03-25"],
    ["2027-03-25", "2027-04-25"],
  ]);
  await clock.advance(10 * daySeconds);
  const begun = await client.subscriptionSchedules.get(schedule.id);
  expect(begun).toMatchObject({ status: "active", current_phase: { start_date: start } });
  const id = begun.subscription!;
  expect(await client.subscriptions.get(id)).toMatchObject({ status: "active", schedule: schedule.id });
  await clock.advance(95 * daySeconds);
  expect(await totalsOf(client, id)).toEqual(["1000 paid", "1000 paid", "6000 paid", "6000 paid"]);
  expect(await client.subscriptionSchedules.get(schedule.id)).toMatchObject({
    status: "released",
    subscription: null,
    released_subscription: id,
  });
  expect(await client.subscriptions.get(id)).toMatchObject({ status: "active", schedule: null });
  expect(await eventTypesOf(client)).toContain("subscription_schedule.released");
  expect(await differencesOf(sandbox)).toEqual([]);
});

const dayOf = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 10);

test("a phase that begins within a period is prorated, another interval begins a new one, and the end cancels", async () => {
  const sandbox = await startSandbox();
  const { client, clock } = sandbox;
  const customer = await payerWith(client);
  const [small, large] = [await planOf(client, 3100), await planOf(client, 6200)];
  const yearly = await planOf(client, 36_500, { recurring: { interval: "year" } });
  const { id } = await subscribe(client, customer, small);
  const schedule = await client.subscriptionSchedules.create({ from_subscription: id, end_behavior: "cancel" });
  expect(schedule.phases).toMatchObject([{ start_date: frozenAt, items: [{ price: small, quantity: 1 }] }]);
  await client.subscriptionSchedules.update(schedule.id, {
    phases: [
      { items: [{ price: small }], end_date: frozenAt + 10 * daySeconds },
      { items: [{ price: large }], end_date: frozenAt + 31 * daySeconds },
      { items: [{ price: yearly }], iterations: 1 },
    ],
  });
  await clock.advance(31 * daySeconds);
  expect(await totalsOf(client, id)).toEqual(["3100 paid", `${36_500 + 4200 - 2100} paid`]);
  await clock.advance(365 * daySeconds);
  expect(await client.subscriptions.get(id)).toMatchObject({ status: "canceled" });
  expect(await client.subscriptionSchedules.get(schedule.id)).toMatchObject({ status: "completed" });
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("a price that is out of use by its phase's time leaves the subscription as it is", async () => {
  const sandbox = await startSandbox();
  const { client, clock } = sandbox;
  const customer = await payerWith(client);
  const [small, large] = [await planOf(client, 1000), await planOf(client, 3000)];
  const { id, subscription } = await client.subscriptionSchedules.create({
    customer,
    phases: [{ items: [{ price: small }] }, { items: [{ price: large }] }],
  });
  await client.prices.update(large, { active: false });
  await clock.advance(32 * daySeconds);
  expect(await client.subscriptionSchedules.get(id)).toMatchObject({ status: "released" });
  expect(await totalsOf(client, subscription!)).toEqual(["1000 paid", "1000 paid"]);
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("a schedule whose first price is out of use by its time is canceled, and begins nothing", async () => {
  const { client, clock } = await startSandbox();
  const customer = await payerWith(client);
  const price = await planOf(client, 1000);
  const start = frozenAt + 10 * daySeconds;
  const { id } = await client.subscriptionSchedules.create({
    customer,
    start_date: start,
    phases: [{ items: [{ price }] }],
  });
  await client.prices.update(price, { active: false });
  const before = await newestSeq(client);
  await clock.advance(11 * daySeconds);
  expect(await client.subscriptionSchedules.get(id)).toMatchObject({ status: "canceled", canceled_at: start });
  expect(await eventTypesOf(client, before)).toEqual(["subscription_schedule.canceled"]);
  expect((await client.subscriptions.list({ status: "all" })).data).toEqual([]);
  expect((await client.invoices.list()).data).toEqual([]);
});

test("what a schedule's subscription has become at its beginning is told with what it was made as", async () => {
  const { client, clock } = await startSandbox();
  const customer = await payerWith(client);
  const { id } = await client.subscriptionSchedules.create({
    customer,
    start_date: frozenAt + daySeconds,
    phases: [{ items: [{ price: await planOf(client, 1000) }] }],
  });
  await clock.advance(daySeconds);
  const { data } = await client.events.list({ type: "customer.subscription.updated" });
  expect(data.map((event) => event.data.previous_attributes)).toContainEqual(
    expect.objectContaining({ status: "incomplete" }),
  );
  const [begun] = (await client.events.list({ type: "subscription_schedule.updated" })).data;
  expect(begun!.data).toMatchObject({
    object: { id, status: "active" },
    previous_attributes: { status: "not_started" },
  });
});

test("a subscription whose first invoice nobody pays takes its schedule with it, which has nothing left to cancel", async () => {
  const sandbox = await startSandbox();
  const { client, clock } = sandbox;
  const customer = await payerWith(client, "pm_card_chargeCustomerFail");
  const schedule = await client.subscriptionSchedules.create({
    customer,
    start_date: frozenAt + daySeconds,
    phases: [{ items: [{ price: await planOf(client, 1000) }], iterations: 12 }],
  });
  await clock.advance(daySeconds);
  const { subscription } = await client.subscriptionSchedules.get(schedule.id);
  expect(await client.subscriptions.get(subscription!)).toMatchObject({ status: "incomplete" });
  await clock.advance(daySeconds);
  const ended = await client.subscriptions.get(subscription!);
  expect(ended).toMatchObject({ status: "incomplete_expired" });
  expect(await client.subscriptionSchedules.get(schedule.id)).toMatchObject({
    status: "canceled",
    canceled_at: ended.ended_at,
  });
  expect(await eventTypesOf(client)).toContain("subscription_schedule.aborted");
  const before = await newestSeq(client);
  expect((await failureOf(client.subscriptionSchedules.cancel(schedule.id))).code).toBe("state_conflict");
  await clock.advance(400 * daySeconds);
  expect(await client.subscriptions.get(subscription!)).toEqual(ended);
  expect((await eventTypesOf(client, before)).filter((type) => type.includes("subscription"))).toEqual([]);
  expect(await differencesOf(sandbox)).toEqual([]);
});

describe.each(subscriptionScheduleStatuses)("a schedule that is %s", (status) => {
  const roads: Record<SubscriptionScheduleStatus, (client: Client, price: string) => Promise<string>> = {
    not_started: (client, price) => made(client, price, { start_date: frozenAt + 60 }),
    active: (client, price) => made(client, price),
    completed: (client, price) => made(client, price, { end_behavior: "cancel" }),
    released: async (client, price) => {
      const id = await made(client, price);
      await client.subscriptionSchedules.release(id);
      return id;
    },
    canceled: async (client, price) => {
      const id = await made(client, price);
      await client.subscriptionSchedules.cancel(id);
      return id;
    },
  };
  const calls: Partial<Record<ScheduleCommand, (client: Client, id: string) => PromiseLike<unknown>>> = {
    update: (client, id) => client.subscriptionSchedules.update(id, { metadata: { a: "b" } }),
    release: (client, id) => client.subscriptionSchedules.release(id),
    cancel: (client, id) => client.subscriptionSchedules.cancel(id),
  };
  test.each(["update", "release", "cancel"] as const)("takes or refuses %s as the table says", async (command) => {
    const { client, clock } = await startSandbox();
    const id = await roads[status](client, await planOf(client, 1000));
    if (status === "completed") await clock.advance(31 * daySeconds);
    expect((await client.subscriptionSchedules.get(id)).status).toBe(status);
    const before = await newestSeq(client);
    const next = scheduleTransitions[status][command];
    const call = calls[command]!(client, id);
    if (next === null) {
      expect(await failureOf(call)).toMatchObject({ status: 409, code: "state_conflict" });
      expect(await newestSeq(client)).toBe(before);
    } else await call;
    expect((await client.subscriptionSchedules.get(id)).status).toBe(next ?? status);
  });
});

async function made(
  client: Client,
  price: string,
  more: Partial<Parameters<Client["subscriptionSchedules"]["create"]>[0]> = {},
): Promise<string> {
  const customer = await payerWith(client);
  return (await client.subscriptionSchedules.create({ customer, phases: [{ items: [{ price }] }], ...more })).id;
}

test("what makes no schedule is refused, and nothing is written", async () => {
  const { client } = await startSandbox();
  const customer = await payerWith(client);
  const price = await planOf(client, 1000);
  const euros = await planOf(client, 1000, { currency: "eur" });
  const subscription = await subscribe(client, customer, price);
  const { id } = await client.subscriptionSchedules.create({ from_subscription: subscription.id });
  const items = [{ price }];
  type Input = Parameters<Client["subscriptionSchedules"]["create"]>[0];
  const cases: [input: Input, code: string, param: string][] = [
    [{}, "parameter_missing", "customer"],
    [{ customer }, "parameter_missing", "phases"],
    [{ customer: "cus_gone", phases: [{ items }] }, "resource_missing", "customer"],
    [{ customer, phases: [{ items }], start_date: frozenAt - 1 }, "parameter_invalid", "start_date"],
    [{ customer, phases: [{ items, end_date: frozenAt }] }, "parameter_invalid", "phases[0].end_date"],
    [
      { customer, phases: [{ items, end_date: frozenAt + 9, iterations: 1 }] },
      "parameter_invalid",
      "phases[0].iterations",
    ],
    [{ customer, phases: [{ items }, { items: [{ price: euros }] }] }, "currency_mismatch", "phases[1].items[0].price"],
    [{ from_subscription: subscription.id }, "state_conflict", "from_subscription"],
    [{ from_subscription: subscription.id, customer }, "parameter_invalid", "customer"],
    [{ from_subscription: "sub_gone" }, "resource_missing", "from_subscription"],
  ];
  const before = await newestSeq(client);
  for (const [input, code, param] of cases) {
    expect(await failureOf(client.subscriptionSchedules.create(input))).toMatchObject({ code, param });
  }
  const late = client.subscriptionSchedules.update(id, { phases: [{ items, end_date: frozenAt + 0 }] });
  expect(await failureOf(late)).toMatchObject({ code: "parameter_invalid", param: "phases[0].end_date" });
  expect(await newestSeq(client)).toBe(before);
  expect((await client.subscriptionSchedules.list({ customer })).data.map((schedule) => schedule.id)).toEqual([id]);
});
