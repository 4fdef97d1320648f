import { invoiceStatuses, type Client, type InvoiceStatus } from "@micro/sdk";
import { describe, expect, test } from "vitest";

import { failureOf } from "../../../../test/support/failure.ts";
import { newestSeq } from "../../../../test/support/look.ts";
import { startSandbox } from "../../../../test/support/sandbox.ts";
import { invoiceCommands, invoiceTransitions, type InvoiceCommand } from "./invoice-state.ts";

/** How an invoice gets into each status, from a draft of 20.00 dollars. */
const roads: Record<InvoiceStatus, (client: Client, id: string) => Promise<unknown>> = {
  draft: () => Promise.resolve(),
  open: (client, id) => client.invoices.finalize(id),
  paid: async (client, id) => {
    await client.invoices.finalize(id);
    await client.invoices.pay(id, { payment_method: "pm_card_visa" });
  },
  uncollectible: async (client, id) => {
    await client.invoices.finalize(id);
    await client.invoices.markUncollectible(id);
  },
  void: async (client, id) => {
    await client.invoices.finalize(id);
    await client.invoices.void(id);
  },
};

const calls: Record<InvoiceCommand, (client: Client, id: string) => PromiseLike<unknown>> = {
  edit: (client, id) => client.invoices.update(id, { collection_method: "charge_automatically" }),
  annotate: (client, id) => client.invoices.update(id, { description: "Noted" }),
  delete: (client, id) => client.invoices.delete(id),
  finalize: (client, id) => client.invoices.finalize(id),
  send: (client, id) => client.invoices.send(id),
  pay: (client, id) => client.invoices.pay(id, { payment_method: "pm_card_visa" }),
  void: (client, id) => client.invoices.void(id),
  mark_uncollectible: (client, id) => client.invoices.markUncollectible(id),
};

describe.each(invoiceStatuses)("an invoice that is %s", (status) => {
  test.each(invoiceCommands)("takes or refuses %s as the table says", async (command) => {
    const { client } = await startSandbox();
    const { id: customer } = await client.customers.create({ email: "ada@example.test" });
    await client.invoiceItems.create({ customer, amount: 2000, currency: "usd" });
    const { id } = await client.invoices.create({
      customer,
      collection_method: "send_invoice",
      days_until_due: 30,
      pending_invoice_items_behavior: "include",
    });
    await roads[status](client, id);
    const before = await newestSeq(client);
    const next = invoiceTransitions[status][command];
    if (next === null) {
      expect(await failureOf(calls[command](client, id))).toMatchObject({ status: 409, code: "state_conflict" });
      expect(await newestSeq(client)).toBe(before);
      expect((await client.invoices.get(id)).status).toBe(status);
      return;
    }
    await calls[command](client, id);
    expect(await newestSeq(client)).toBeGreaterThan(before);
    const now =
      next === "deleted" ? (await failureOf(client.invoices.get(id))).code : (await client.invoices.get(id)).status;
    expect(now).toBe(next === "deleted" ? "resource_missing" : next);
  });
});
