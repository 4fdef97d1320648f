import { expect, test } from "vitest";

import { failureOf } from "../support/failure.ts";
import { newestSeq } from "../support/look.ts";
import { differencesOf } from "../support/payments.ts";
import { startSandbox } from "../support/sandbox.ts";
import { daySeconds, invoicesOf, payerWith, planOf, subscribe } from "../support/subscriptions.ts";

const at = (text: string) => Date.parse(`${text}Z`) / 1000;
const dayOf = (instant: number) => new Date(instant * 1000).toISOString().slice(0, 10);

test("a subscription that begins on the last day of each month is billed then, in short months too", async () => {
  const sandbox = await startSandbox({ frozenAt: at("2027-02-14T00:00:00") });
  const { client } = sandbox;
  const customer = await payerWith(client);
  const price = await planOf(client, 2800);
  const created = await subscribe(client, customer, price, { billing_cycle_anchor_config: { day_of_month: 31 } });
  const config = { day_of_month: 31, hour: null, minute: null, month: null, second: null };
  expect(created).toMatchObject({
    billing_cycle_anchor_config: config,
    billing_cycle_anchor: at("2027-02-28T00:00:00"),
  });
  await sandbox.clock.advance(110 * daySeconds);
  const invoices = await invoicesOf(client, created);
  // Half of the 28 days from 31 January on, then whole months.
  expect(invoices.map(({ total }) => total)).toEqual([1400, 2800, 2800, 2800, 2800]);
  expect(invoices.map(({ lines }) => dayOf(lines.data[0]!.period.end))).toEqual([
    "2027-02-28",
    "2027-03-31",
    "2027-04-30",
    "2027-05-31",
    "2027-06-30",
  ]);
  const restarted = await client.subscriptions.update(created.id, { billing_cycle_anchor: "now" });
  expect(restarted.billing_cycle_anchor_config).toBeNull();
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("after a trial the day is looked for from the trial's end on, and what is before it can be for nothing", async () => {
  const sandbox = await startSandbox({ frozenAt: at("2027-03-10T08:00:00") });
  const { client } = sandbox;
  const customer = await payerWith(client);
  const created = await subscribe(client, customer, await planOf(client, 3100), {
    billing_cycle_anchor_config: { day_of_month: 1, hour: 0, minute: 0, second: 0 },
    proration_behavior: "none",
    trial_end: at("2027-05-12T08:00:00"),
  });
  expect(created).toMatchObject({ status: "trialing", billing_cycle_anchor: at("2027-06-01T00:00:00") });
  await sandbox.clock.advance(100 * daySeconds);
  const invoices = await invoicesOf(client, created);
  expect(invoices.map(({ total }) => total)).toEqual([0, 0, 3100]);
  expect(await client.subscriptions.get(created.id)).toMatchObject({
    items: {
      data: [{ current_period_start: at("2027-06-01T00:00:00"), current_period_end: at("2027-07-01T00:00:00") }],
    },
  });
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("a day of the month is for months and years, and not beside an anchor", async () => {
  const { client } = await startSandbox();
  const customer = await payerWith(client);
  const weekly = await planOf(client, 2000, { recurring: { interval: "week" } });
  const monthly = await planOf(client, 2000);
  const { now } = await client.clock.get();
  const before = await newestSeq(client);
  const config = { billing_cycle_anchor_config: { day_of_month: 1 } };
  for (const call of [
    subscribe(client, customer, weekly, config),
    subscribe(client, customer, monthly, { ...config, billing_cycle_anchor: now + daySeconds }),
    subscribe(client, customer, monthly, { billing_cycle_anchor_config: { day_of_month: 32 } }),
  ]) {
    const failure = await failureOf(call);
    expect(failure).toMatchObject({ status: 400 });
    expect(String(failure.param)).toMatch(/^billing_cycle_anchor_config/);
  }
  expect(await newestSeq(client)).toBe(before);
});
