import type { Client } from "@micro/sdk";
import { expect, test } from "vitest";

import { failureOf } from "../support/failure.ts";
import { eventTypesOf, newestSeq } from "../support/look.ts";
import { frozenAt, startSandbox } from "../support/sandbox.ts";

const hourSeconds = 3600;
const daySeconds = 24 * hourSeconds;
/** The full day that the clock stands in. */
const today = frozenAt - (frozenAt % daySeconds);

type Formula = "sum" | "count" | "last";

/** A meter of calls, and a customer who makes some. */
async function meterWith(client: Client, formula: Formula = "sum") {
  const { id: customer } = await client.customers.create({ name: "Ada" });
  const meter = await client.meters.create({
    display_name: "Calls",
    event_name: "call",
    default_aggregation: { formula },
  });
  const use = (value: string, more: { identifier?: string; timestamp?: number } = {}) =>
    client.meterEvents.create({ event_name: "call", payload: { stripe_customer_id: customer, value }, ...more });
  return { customer, meter, use };
}

/** That a call is refused with this code and parameter, and leaves nothing behind. */
async function expectRefused(client: Client, call: () => PromiseLike<unknown>, code: string, param: string) {
  const before = await newestSeq(client);
  expect(await failureOf(call())).toMatchObject({ code, param });
  expect(await newestSeq(client)).toBe(before);
}

test.each([
  ["sum", 12],
  ["count", 3],
  ["last", 4],
] as const)("a meter makes the %s of a customer's events", async (formula, expected) => {
  const { client } = await startSandbox();
  const { customer, meter, use } = await meterWith(client, formula);
  await use("5", { timestamp: today });
  await use("4", { timestamp: today + 2 * hourSeconds });
  await use("3", { timestamp: today + hourSeconds });
  await use("100", { timestamp: today - 1 });
  const { id: other } = await client.customers.create({});
  await client.meterEvents.create({ event_name: "call", payload: { stripe_customer_id: other, value: "50" } });
  const span = { customer, start_time: today, end_time: today + daySeconds };
  const { data } = await client.meters.eventSummaries(meter.id, span);
  expect(data).toMatchObject([{ aggregated_value: expected, start_time: today, end_time: today + daySeconds }]);
});

test("use is summed up hour by hour, the newest first", async () => {
  const { client } = await startSandbox();
  const { customer, meter, use } = await meterWith(client);
  await use("5", { timestamp: today });
  await use("6", { timestamp: today + hourSeconds - 1 });
  await use("7", { timestamp: today + 2 * hourSeconds });
  const span = { customer, start_time: today, end_time: today + 3 * hourSeconds };
  const { data } = await client.meters.eventSummaries(meter.id, { ...span, value_grouping_window: "hour" });
  expect(data.map(({ start_time: start, aggregated_value: value }) => [start - today, value])).toEqual([
    [2 * hourSeconds, 7],
    [hourSeconds, 0],
    [0, 11],
  ]);
});

test("an event is counted once, and one that is taken back counts no more", async () => {
  const { client, clock } = await startSandbox();
  const { customer, meter, use } = await meterWith(client);
  const counted = async () => {
    const span = { customer, start_time: today, end_time: today + daySeconds };
    return (await client.meters.eventSummaries(meter.id, span)).data[0]?.aggregated_value;
  };
  const event = await use("5", { identifier: "call-1", timestamp: today });
  expect(event).toMatchObject({ object: "billing.meter_event", identifier: "call-1", timestamp: today });
  await expectRefused(client, () => use("5", { identifier: "call-1" }), "state_conflict", "identifier");
  await use("7", { identifier: "call-2", timestamp: today });
  expect(await counted()).toBe(12);
  const cancel = (identifier: string, name = "call") =>
    client.meterEventAdjustments.create({ event_name: name, type: "cancel", cancel: { identifier } });
  expect(await cancel("call-1")).toMatchObject({ status: "complete", cancel: { identifier: "call-1" } });
  expect(await counted()).toBe(7);
  await expectRefused(client, () => cancel("call-1"), "state_conflict", "cancel.identifier");
  await expectRefused(client, () => cancel("call-3"), "resource_missing", "cancel.identifier");
  await expectRefused(client, () => cancel("call-2", "other"), "resource_missing", "cancel.identifier");
  await clock.advance(daySeconds + 1);
  await expectRefused(client, () => cancel("call-2"), "state_conflict", "cancel.identifier");
  expect(await counted()).toBe(7);
});

test("an event that no meter can count is refused, and nothing is counted", async () => {
  const { client } = await startSandbox();
  const { customer, meter, use } = await meterWith(client);
  const send = (payload: Record<string, string>, name = "call") =>
    client.meterEvents.create({ event_name: name, payload });
  await expectRefused(client, () => send({}, "other"), "resource_missing", "event_name");
  await expectRefused(client, () => send({ value: "1" }), "parameter_missing", "payload.stripe_customer_id");
  await expectRefused(client, () => send({ stripe_customer_id: customer }), "parameter_missing", "payload.value");
  const nobody = { stripe_customer_id: "cus_none", value: "1" };
  await expectRefused(client, () => send(nobody), "resource_missing", "payload.stripe_customer_id");
  for (const value of ["1.5", "many", "1e3", "1234567890123"]) {
    await expectRefused(client, () => use(value), "parameter_invalid", "payload.value");
  }
  const early = { timestamp: frozenAt - 35 * daySeconds - 1 };
  await expectRefused(client, () => use("1", early), "parameter_invalid", "timestamp");
  await expectRefused(client, () => use("1", { timestamp: frozenAt + 301 }), "parameter_invalid", "timestamp");
  await use("1", { timestamp: frozenAt - 35 * daySeconds });
  await use("1", { timestamp: frozenAt + 300 });
  const summaries = (start: number, end: number) =>
    client.meters.eventSummaries(meter.id, { customer, start_time: start, end_time: end });
  await expectRefused(client, () => summaries(today + 1, today + 60), "parameter_invalid", "start_time");
  await expectRefused(client, () => summaries(today, today + 1), "parameter_invalid", "end_time");
  await expectRefused(client, () => summaries(today, today), "parameter_invalid", "end_time");
  const hours = { customer, start_time: 0, end_time: today, value_grouping_window: "hour" } as const;
  await expectRefused(client, () => client.meters.eventSummaries(meter.id, hours), "parameter_invalid", "start_time");
});

test("a meter out of use takes no events, and its events may be counted by another", async () => {
  const { client } = await startSandbox();
  const { meter, use } = await meterWith(client);
  const before = await newestSeq(client);
  const again = () =>
    client.meters.create({ display_name: "Calls", event_name: "call", default_aggregation: { formula: "count" } });
  await expectRefused(client, again, "state_conflict", "event_name");
  await expectRefused(client, () => client.meters.reactivate(meter.id), "state_conflict", "id");
  const off = await client.meters.deactivate(meter.id);
  expect(off).toMatchObject({ status: "inactive", status_transitions: { deactivated_at: frozenAt } });
  await expectRefused(client, () => client.meters.deactivate(meter.id), "state_conflict", "id");
  await expectRefused(client, () => use("1"), "resource_missing", "event_name");
  const other = await again();
  await expectRefused(client, () => client.meters.reactivate(meter.id), "state_conflict", "event_name");
  await client.meters.deactivate(other.id);
  expect(await client.meters.reactivate(meter.id)).toMatchObject({ status: "active" });
  expect(await client.meters.update(meter.id, { display_name: "API calls" })).toMatchObject({
    display_name: "API calls",
  });
  expect((await client.meters.list({ status: "active" })).data.map(({ id }) => id)).toEqual([meter.id]);
  expect((await eventTypesOf(client, before)).filter((type) => type.startsWith("billing"))).toEqual([
    "billing.meter.deactivated",
    "billing.meter.created",
    "billing.meter.deactivated",
    "billing.meter.reactivated",
    "billing.meter.updated",
  ]);
});

test("a price is metered by a meter in use, and only then", async () => {
  const { client } = await startSandbox();
  const { meter } = await meterWith(client);
  const create = (recurring: { usage_type?: "licensed" | "metered"; meter?: string }) =>
    client.prices.create({
      currency: "usd",
      unit_amount: 5,
      product_data: { name: "Calls" },
      recurring: { interval: "month", ...recurring },
    });
  const price = await create({ usage_type: "metered", meter: meter.id });
  expect(price.recurring).toEqual({ interval: "month", interval_count: 1, usage_type: "metered", meter: meter.id });
  expect((await create({})).recurring).toMatchObject({ usage_type: "licensed", meter: null });
  await expectRefused(client, () => create({ usage_type: "metered" }), "parameter_missing", "recurring.meter");
  await expectRefused(client, () => create({ meter: meter.id }), "parameter_invalid", "recurring.meter");
  const none = { usage_type: "metered", meter: "mtr_none" } as const;
  await expectRefused(client, () => create(none), "resource_missing", "recurring.meter");
  await client.meters.deactivate(meter.id);
  const out = { usage_type: "metered", meter: meter.id } as const;
  await expectRefused(client, () => create(out), "state_conflict", "recurring.meter");
});

test("an event of a customer who lives by a test clock happens in his time", async () => {
  const { client } = await startSandbox();
  const { use } = await meterWith(client);
  const clock = await client.testClocks.create({ frozen_time: frozenAt + 400 * daySeconds });
  const { id: customer } = await client.customers.create({ test_clock: clock.id });
  const send = (timestamp: number) =>
    client.meterEvents.create({ event_name: "call", payload: { stripe_customer_id: customer, value: "1" }, timestamp });
  expect(await send(clock.frozen_time)).toMatchObject({ created: clock.frozen_time });
  await expectRefused(client, () => send(frozenAt), "parameter_invalid", "timestamp");
  await expectRefused(client, () => use("1", { timestamp: clock.frozen_time }), "parameter_invalid", "timestamp");
});
