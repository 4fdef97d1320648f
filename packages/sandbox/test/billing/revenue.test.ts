import type { Client } from "@micro/sdk";
import { expect, test } from "vitest";

import { balancesOf } from "../support/look.ts";
import { differencesOf } from "../support/payments.ts";
import { frozenAt, startSandbox } from "../support/sandbox.ts";

const daySeconds = 24 * 3600;
/** From 15 January to 15 April: 90 days, of which 17, 28, 31 and 14 are in each month. */
const quarter = { start: frozenAt, end: frozenAt + 90 * daySeconds };

/** An open invoice of 90.00 dollars for a quarter and 5.00 for tea, with 20 % tax on top. */
async function openInvoice(client: Client) {
  const { id: customer } = await client.customers.create({});
  const { id: rate } = await client.taxRates.create({ display_name: "VAT", inclusive: false, percentage: "20" });
  const usd = { customer, currency: "usd" } as const;
  await client.invoiceItems.create({ ...usd, amount: 9000, period: quarter, description: "Support" });
  await client.invoiceItems.create({ ...usd, amount: 500, description: "Tea" });
  const draft = await client.invoices.create({
    customer,
    pending_invoice_items_behavior: "include",
    default_tax_rates: [rate],
  });
  return client.invoices.finalize(draft.id);
}

/** What is deferred and what is earned. */
async function revenueOf(client: Client): Promise<[deferred: number, earned: number]> {
  const { accounts } = await balancesOf(client);
  const of = (code: string) => 0 - (accounts[`${code}:usd usd`] ?? 0);
  return [of("liabilities:deferred_revenue"), of("revenue:sales")];
}

test("a service to come is earned by the day, booked when a month or the service ends", async () => {
  const sandbox = await startSandbox();
  const { client, clock } = sandbox;
  const { id } = await openInvoice(client);
  expect(await revenueOf(client)).toEqual([9000, 500]);
  await client.invoices.pay(id, { payment_method: "pm_card_visa" });
  expect(await revenueOf(client)).toEqual([9000, 500]);
  const seen = [];
  for (const days of [16, 1, 28, 31, 13, 1]) {
    await clock.advance(days * daySeconds);
    await sandbox.settle();
    seen.push((await revenueOf(client))[0]);
    expect(await differencesOf(sandbox)).toEqual([]);
  }
  expect(seen).toEqual([9000, 7300, 4500, 1400, 1400, 0]);
  expect(await revenueOf(client)).toEqual([0, 9500]);
});

test("one step over the whole service comes to the same", async () => {
  const sandbox = await startSandbox();
  const { client, clock } = sandbox;
  await openInvoice(client);
  await clock.advance(400 * daySeconds);
  expect(await revenueOf(client)).toEqual([0, 9500]);
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("a credit note takes what is not earned yet first, and the rest of what is left is still earned", async () => {
  const sandbox = await startSandbox();
  const { client, clock } = sandbox;
  const { id } = await openInvoice(client);
  await clock.advance(17 * daySeconds);
  await client.creditNotes.create({ invoice: id, amount: 6000 });
  expect(await revenueOf(client)).toEqual([2300, 500 + 1700]);
  await clock.advance(28 * daySeconds);
  expect(await revenueOf(client)).toEqual([0, 500 + 4000]);
  const { id: note } = await client.creditNotes.create({ invoice: id, amount: 1200 });
  expect(await revenueOf(client)).toEqual([0, 500 + 3000]);
  await client.creditNotes.void(note);
  expect(await revenueOf(client)).toEqual([0, 500 + 4000]);
  await clock.advance(60 * daySeconds);
  expect(await revenueOf(client)).toEqual([0, 500 + 4000]);
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("a credit note that is taken back after the service's end is earned at once", async () => {
  const sandbox = await startSandbox();
  const { client, clock } = sandbox;
  const { id } = await openInvoice(client);
  const { id: note } = await client.creditNotes.create({ invoice: id, amount: 6000 });
  await clock.advance(100 * daySeconds);
  expect(await revenueOf(client)).toEqual([0, 500 + 4000]);
  await client.creditNotes.void(note);
  await sandbox.settle();
  expect(await revenueOf(client)).toEqual([0, 9500]);
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("a void invoice has earned nothing, and earns nothing more", async () => {
  const sandbox = await startSandbox();
  const { client, clock } = sandbox;
  const { id } = await openInvoice(client);
  await clock.advance(17 * daySeconds);
  await client.invoices.void(id);
  expect(await revenueOf(client)).toEqual([0, 0]);
  await clock.advance(100 * daySeconds);
  expect(await revenueOf(client)).toEqual([0, 0]);
  expect(await differencesOf(sandbox)).toEqual([]);
});
