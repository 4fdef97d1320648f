import type { Client } from "@micro/sdk";
import { expect, test } from "vitest";

import { failureOf } from "../support/failure.ts";
import { eventTypesOf, newestSeq } from "../support/look.ts";
import { frozenAt, startSandbox } from "../support/sandbox.ts";

const daySeconds = 24 * 3600;
const to = "ada@example.test";

async function draftFor(client: Client, more: Partial<Parameters<Client["invoices"]["create"]>[0]> = {}) {
  const { id: customer } = await client.customers.create({ name: "Ada", email: to });
  await client.invoiceItems.create({ customer, amount: 2000, currency: "usd", description: "Tea" });
  return client.invoices.create({
    customer,
    pending_invoice_items_behavior: "include",
    collection_method: "send_invoice",
    days_until_due: 14,
    ...more,
  });
}

test("an invoice is sent to the inbox with a link to its page; a draft is finalised first", async () => {
  const sandbox = await startSandbox();
  const { client } = sandbox;
  const { id, hosted_invoice_url: none } = await draftFor(client);
  expect(none).toBeNull();
  const sent = await client.invoices.send(id);
  expect(sent).toMatchObject({ status: "open", number: "INV-000001", due_date: frozenAt + 14 * daySeconds });
  await sandbox.settle();
  const { data } = await client.inbox.list({ to });
  expect(data).toMatchObject([{ template: "invoice", subject: "Invoice INV-000001", to }]);
  expect(data[0]?.text).toContain("pay 20.00 USD by 2027-01-29");
  expect(data[0]?.links.map(({ url }) => url)).toEqual([sent.hosted_invoice_url]);
  await client.invoices.send(id);
  await sandbox.settle();
  expect((await client.inbox.list({ to })).data).toHaveLength(1 + 1);
  expect((await eventTypesOf(client)).filter((type) => type === "invoice.sent")).toHaveLength(2);
});

test("the clock sends a draft that it moves on", async () => {
  const sandbox = await startSandbox();
  const { client, clock } = sandbox;
  const { id } = await draftFor(client, { auto_advance: true });
  await clock.advance(3600);
  await sandbox.settle();
  expect(await client.invoices.get(id)).toMatchObject({ status: "open", attempt_count: 0 });
  expect((await client.inbox.list({ to })).data).toMatchObject([{ template: "invoice" }]);
});

test("its customer is reminded before and after the due date, on the days of the settings, until it is paid", async () => {
  const sandbox = await startSandbox();
  const { client, clock } = sandbox;
  await client.paymentSettings.update({ invoice_reminder_days: [7, 2], invoice_overdue_days: [5, 30] });
  const { id } = await draftFor(client);
  await client.invoices.finalize(id);
  const mailsAfter = async (days: number) => {
    await clock.advance(days * daySeconds);
    await sandbox.settle();
    return (await client.inbox.list({ to })).data.map(({ template }) => template).toReversed();
  };
  expect(await mailsAfter(6)).toEqual([]);
  expect(await mailsAfter(1)).toEqual(["invoice_reminder"]);
  expect(await mailsAfter(5)).toEqual(["invoice_reminder", "invoice_reminder"]);
  expect(await mailsAfter(2)).toEqual(["invoice_reminder", "invoice_reminder", "invoice_overdue"]);
  expect(await mailsAfter(5)).toHaveLength(4);
  const types = (await eventTypesOf(client)).filter((type) => /will_be_due|overdue/.test(type));
  expect(types).toEqual(["invoice.will_be_due", "invoice.will_be_due", "invoice.overdue"]);
  await client.invoices.pay(id, { paid_out_of_band: true });
  expect(await mailsAfter(40)).toHaveLength(4);
});

test("what cannot be sent is refused, and stays a draft", async () => {
  const sandbox = await startSandbox();
  const { client } = sandbox;
  const charged = await client.customers.create({ email: to });
  const nowhere = await client.customers.create({});
  const automatic = await client.invoices.create({ customer: charged.id });
  const silent = await client.invoices.create({
    customer: nowhere.id,
    collection_method: "send_invoice",
    days_until_due: 1,
  });
  const before = await newestSeq(client);
  for (const { id } of [automatic, silent]) {
    expect(await failureOf(client.invoices.send(id))).toMatchObject({ code: "state_conflict", param: "id" });
    expect((await client.invoices.get(id)).status).toBe("draft");
  }
  await sandbox.settle();
  expect(await newestSeq(client)).toBe(before);
});
