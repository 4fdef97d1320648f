import type { Client, Invoice } from "@micro/sdk";
import { expect, test } from "vitest";

import { failureOf } from "../support/failure.ts";
import { newestSeq } from "../support/look.ts";
import { callPrice, recordCalls } from "../support/metering.ts";
import { frozenAt, startSandbox } from "../support/sandbox.ts";
import { daySeconds, invoicesOf, payerWith, planOf, subscribe } from "../support/subscriptions.ts";

/** Half of the first period: from 15 January to 15 February 2027. */
const half = (31 * daySeconds) / 2;

async function start() {
  const { client, clock } = await startSandbox();
  const customer = await payerWith(client);
  const coupon = (await client.coupons.create({ percent_off: "50", duration: "forever" })).id;
  return { client, clock, customer, coupon, price: await planOf(client, 2000) };
}

/** What an invoice asks for, line by line. */
const shown = ({ lines, total }: Invoice) => [lines.data.map(({ amount }) => amount), total];

/** Previews, and shows that nothing came of it. */
async function preview(client: Client, input: Parameters<Client["invoices"]["createPreview"]>[0]) {
  const before = await newestSeq(client);
  const invoice = await client.invoices.createPreview(input);
  expect(invoice).toMatchObject({ status: "draft", number: null, amount_paid: 0 });
  expect(invoice.id).toMatch(/^upcoming_/);
  expect(await newestSeq(client)).toBe(before);
  return invoice;
}

test("a preview tries discounts, tax rates and items that are not there", async () => {
  const { client, customer, coupon, price } = await start();
  const rate = (await client.taxRates.create({ display_name: "VAT", inclusive: false, percentage: "20" })).id;
  const { id } = await subscribe(client, customer, price);
  const tried = { discounts: [{ coupon }], invoice_items: [{ amount: 500, tax_rates: [rate] }] };
  expect(shown(await preview(client, { subscription: id, ...tried }))).toEqual([[500, 2000], 1000 + 300]);
  const news = { items: [{ price, quantity: 2 }], default_tax_rates: [rate] };
  const made = await preview(client, { customer, subscription_details: news, ...tried });
  expect(shown(made)).toEqual([[500, 4000], 2700]);
  expect(shown(await preview(client, { subscription: id }))).toEqual([[2000], 2000]);
  expect(await client.coupons.get(coupon)).toMatchObject({ times_redeemed: 0 });
  expect((await client.invoiceItems.list({ customer })).data).toEqual([]);
});

test("a preview asks for what the customer's balance leaves to be paid", async () => {
  const { client, clock, customer, price } = await start();
  const { id } = await subscribe(client, customer, price);
  await client.customerBalanceTransactions.create({ customer, currency: "usd", amount: -2500 });
  const covered = { total: 2000, starting_balance: -2500, amount_due: 0, amount_remaining: 0 };
  expect(await preview(client, { subscription: id })).toMatchObject(covered);
  const grown = { subscription: id, invoice_items: [{ amount: 5000 }] };
  expect(await preview(client, grown)).toMatchObject({ total: 7000, amount_due: 4500 });
  await clock.advance(32 * daySeconds);
  expect((await invoicesOf(client, { id })).at(-1)).toMatchObject({ ...covered, status: "paid", ending_balance: -500 });
});

test("the preview of an end is the invoice that it makes", async () => {
  const { client, clock, customer, price } = await start();
  const { id } = await subscribe(client, customer, price);
  await clock.advance(half);
  const now = await preview(client, { subscription: id, subscription_details: { cancel_now: true } });
  const none = { cancel_now: true, proration_behavior: "none" as const };
  expect(shown(await preview(client, { subscription: id, subscription_details: none }))).toEqual([[], 0]);
  const at = frozenAt + half + half / 2;
  const later = await preview(client, { subscription: id, subscription_details: { cancel_at: at } });
  expect([shown(now), shown(later)]).toEqual([
    [[-1000], -1000],
    [[-500], -500],
  ]);
  const atEnd = { subscription: id, subscription_details: { cancel_at_period_end: true } };
  expect(await failureOf(client.invoices.createPreview(atEnd))).toMatchObject({ code: "state_conflict" });
  await client.subscriptions.cancel(id, { prorate: true, invoice_now: true });
  expect(shown((await invoicesOf(client, { id })).at(-1)!)).toEqual(shown(now));
});

test("a change that begins a period is previewed with what was used up to now", async () => {
  const { client, clock, customer, price } = await start();
  const metered = await callPrice(client, 10);
  const { id } = await client.subscriptions.create({ customer, items: [{ price }, { price: metered }] });
  await clock.advance(half);
  await recordCalls(client, customer, 7);
  await clock.advance(60);
  const restart = { billing_cycle_anchor: "now" as const, proration_behavior: "none" as const };
  const previewed = await preview(client, { subscription: id, subscription_details: restart });
  expect(shown(previewed)).toEqual([[70, 2000], 2070]);
  await client.subscriptions.update(id, restart);
  expect(shown((await invoicesOf(client, { id })).at(-1)!)).toEqual(shown(previewed));
});

test("the next invoice of a schedule is that of the phase that will run then", async () => {
  const { client, clock, customer, coupon, price } = await start();
  const items = [{ price }];
  const phases = [{ items }, { items: [{ price, quantity: 3 }], discounts: [{ coupon }] }];
  const first = await preview(client, { customer, schedule_details: { phases } });
  expect([shown(first), first.billing_reason]).toEqual([[[2000], 2000], "subscription_create"]);
  const made = await client.subscriptionSchedules.create({ customer, phases });
  const next = await preview(client, { schedule: made.id });
  expect([shown(next), next.billing_reason]).toEqual([[[6000], 3000], "subscription_cycle"]);
  await clock.advance(half);
  const other = [{ items, end_date: made.phases[0]!.end_date }, { items: [{ price, quantity: 2 }] }];
  const changed = { phases: other, proration_behavior: "none" as const };
  expect(shown(await preview(client, { schedule: made.id, schedule_details: changed }))).toEqual([[4000], 4000]);
  const later = await client.subscriptionSchedules.create({
    customer,
    start_date: frozenAt + 300 * daySeconds,
    phases,
  });
  expect(shown(await preview(client, { schedule: later.id, invoice_items: [{ amount: 100 }] }))).toEqual([
    [100, 2000],
    2100,
  ]);
  await clock.advance(half + 3600);
  const id = made.subscription!;
  expect(shown((await invoicesOf(client, { id })).at(-1)!)).toEqual(shown(next));
});

test("what cannot be previewed is refused by its name", async () => {
  const { client, customer, price } = await start();
  const { id } = await subscribe(client, customer, price);
  type Sent = Parameters<Client["invoices"]["createPreview"]>[0];
  const cases: [Sent, code: string, param: string][] = [
    [{ subscription: id, discounts: [{ coupon: "gone" }] }, "resource_missing", "discounts.0.coupon"],
    [{ subscription: id, invoice_items: [{}] }, "parameter_missing", "invoice_items[0].amount"],
    [{ subscription: id, schedule_details: {} }, "parameter_invalid", "subscription"],
    [{ subscription: id, subscription_details: { cancel_at: frozenAt - 1 } }, "parameter_invalid", "cancel_at"],
    [{ schedule: "sub_sched_gone" }, "resource_missing", "schedule"],
    [{ schedule_details: { phases: [{ items: [{ price }] }] } }, "parameter_missing", "customer"],
    [{ customer, schedule_details: {} }, "parameter_missing", "phases"],
  ];
  const before = await newestSeq(client);
  for (const [sent, code, param] of cases) {
    expect(await failureOf(client.invoices.createPreview(sent))).toMatchObject({ code, param });
  }
  expect(await newestSeq(client)).toBe(before);
});
