import { expect, test } from "vitest";

import { failureOf } from "../support/failure.ts";
import { newestSeq } from "../support/look.ts";
import { callPrice } from "../support/metering.ts";
import { differencesOf } from "../support/payments.ts";
import { startSandbox } from "../support/sandbox.ts";
import { daySeconds, invoicesOf, payerWith, planOf, subscribe } from "../support/subscriptions.ts";

const at = (text: string) => Date.parse(`${text}T00:00:00Z`) / 1000;
const dayOf = (instant: number) => new Date(instant * 1000).toISOString().slice(5, 10);

/** On 15 October, a customer with a card and a monthly price of 31.00. */
async function start() {
  const sandbox = await startSandbox({ frozenAt: at("2027-10-15") });
  const { client } = sandbox;
  const customer = await payerWith(client);
  const price = await planOf(client, 3100);
  const begin = (more: Parameters<typeof subscribe>[3] = {}) =>
    subscribe(client, customer, price, { backdate_start_date: at("2027-09-01"), ...more });
  /** The lines of its first invoice: for how much, from and to which day. */
  const billed = async (id: string) => {
    const [first] = await invoicesOf(client, { id });
    return first!.lines.data.map(({ amount, period, proration }) => [
      `${dayOf(period.start)} ${dayOf(period.end)} ${amount}`,
      proration,
    ]);
  };
  return { sandbox, client, customer, begin, billed };
}

test("what has passed is billed with the first period, a line for each period of it", async () => {
  const { sandbox, client, begin, billed } = await start();
  const created = await begin();
  expect(created).toMatchObject({
    status: "active",
    start_date: at("2027-09-01"),
    billing_cycle_anchor: at("2027-10-15"),
    items: { data: [{ current_period_start: at("2027-10-15"), current_period_end: at("2027-11-15") }] },
  });
  expect(await billed(created.id)).toEqual([
    ["09-01 09-15 1400", true],
    ["09-15 10-15 3100", false],
    ["10-15 11-15 3100", false],
  ]);
  await sandbox.clock.advance(40 * daySeconds);
  const [first, second] = await invoicesOf(client, created);
  expect(first).toMatchObject({ status: "paid", total: 7600, billing_reason: "subscription_create" });
  expect(second).toMatchObject({ status: "paid", total: 3100 });
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("up to an anchor that lies ahead its periods are those of the anchor", async () => {
  const { sandbox, begin, billed } = await start();
  const { id } = await begin({ billing_cycle_anchor: at("2027-11-01") });
  expect(await billed(id)).toEqual([
    ["09-01 10-01 3100", false],
    ["10-01 10-15 1400", true],
    ["10-15 11-01 1700", true],
  ]);
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("without prorations only its start lies back", async () => {
  const { sandbox, begin, billed } = await start();
  const created = await begin({ proration_behavior: "none" });
  expect(created.start_date).toBe(at("2027-09-01"));
  expect(await billed(created.id)).toEqual([["10-15 11-15 3100", false]]);
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("a discount is taken off once, whatever has passed, and a trial is free after it", async () => {
  const { sandbox, client, begin, billed } = await start();
  const { id: coupon } = await client.coupons.create({ amount_off: 500, currency: "usd" });
  const { id } = await begin({ discounts: [{ coupon }] });
  expect((await invoicesOf(client, { id })).map(({ total }) => total)).toEqual([7100]);
  const tried = await begin({ trial_end: at("2027-11-01") });
  expect(tried.status).toBe("trialing");
  expect(await billed(tried.id)).toEqual([
    ["09-01 10-01 3100", false],
    ["10-01 10-15 1400", true],
    ["10-15 11-01 0", false],
  ]);
  expect((await client.invoices.get(tried.latest_invoice!)).status).toBe("paid");
  await sandbox.clock.advance(20 * daySeconds);
  expect((await client.subscriptions.get(tried.id)).status).toBe("active");
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("a start that lies ahead, or further back than an invoice has lines, is refused; what a meter counts has no past", async () => {
  const { client, customer, begin } = await start();
  const daily = await planOf(client, 100, { recurring: { interval: "day" } });
  const calls = await callPrice(client, 5);
  const before = await newestSeq(client);
  for (const call of [
    begin({ backdate_start_date: at("2027-10-16") }),
    begin({ backdate_start_date: 0 }),
    subscribe(client, customer, daily, { backdate_start_date: at("2027-01-01") }),
  ]) {
    expect(await failureOf(call)).toMatchObject({ code: "parameter_invalid", param: "backdate_start_date" });
  }
  expect(await newestSeq(client)).toBe(before);
  const metered = await subscribe(client, customer, calls, { backdate_start_date: 0 });
  expect((await invoicesOf(client, metered)).map(({ lines }) => lines.data.length)).toEqual([1]);
});
