import type { Client } from "@micro/sdk";
import { extractText, getDocumentProxy } from "unpdf";
import { describe, expect, test } from "vitest";

import { startSandbox } from "../support/sandbox.ts";
import { payerWith, planOf } from "../support/subscriptions.ts";
import { clientOf, failureOf } from "../wire/stripe/client.ts";

/** What another reader finds in a document: its pages, and its words on one line. */
async function readPdf(bytes: Uint8Array): Promise<{ pages: number; words: string }> {
  const { totalPages, text } = await extractText(await getDocumentProxy(bytes), { mergePages: true });
  return { pages: totalPages, words: text.replaceAll(/\s+/g, " ") };
}

async function download(url: string) {
  const answer = await fetch(url);
  expect(answer.headers.get("content-type")).toBe("application/pdf");
  return { name: answer.headers.get("content-disposition"), bytes: new Uint8Array(await answer.arrayBuffer()) };
}

async function taxedInvoice(client: Client) {
  const customer = await payerWith(client);
  const { id: rate } = await client.taxRates.create({ display_name: "VAT", inclusive: false, percentage: "20" });
  const draft = await client.invoices.create({ customer, default_tax_rates: [rate] });
  await client.invoices.addLines(draft.id, { lines: [{ amount: 4000, description: "Darjeeling" }, { amount: 1000 }] });
  return client.invoices.pay(draft.id);
}

describe("the document of a credit note", () => {
  test("says what is credited, of which invoice, and how it goes back", async () => {
    const { client } = await startSandbox();
    const invoice = await taxedInvoice(client);
    const note = await client.creditNotes.create({
      invoice: invoice.id,
      lines: [{ type: "invoice_line_item", invoice_line_item: invoice.lines.data[0]!.id, amount: 4000 }],
      refund_amount: 3000,
      credit_amount: 1800,
      reason: "order_change",
      memo: "The tea was stale.",
    });
    const { name, bytes } = await download(note.pdf!);
    expect(name).toBe('attachment; filename="INV-000001-CN-01.pdf"');
    expect((await download(note.pdf!)).bytes).toEqual(bytes);
    const { pages, words } = await readPdf(bytes);
    expect(pages).toBe(1);
    for (const part of [
      "Credit note INV-000001-CN-01",
      "for invoice INV-000001",
      "order change",
      "The tea was stale.",
      "Darjeeling",
      "VAT 20 % 8.00 USD",
      "Refunded 30.00 USD",
      "To the customer's balance 18.00 USD",
      "Total credited 48.00 USD",
    ]) {
      expect(words).toContain(part);
    }
    const preview = await client.creditNotes.preview({ invoice: invoice.id, amount: 100, refund_amount: 100 });
    expect(preview.pdf).toBeNull();
    expect((await fetch(note.pdf!.replace("/credit_note/", "/quote/"))).status).toBe(404);
  });

  test("adds up where a line has a discount of its own, and has the date that it was given", async () => {
    const { client } = await startSandbox();
    const customer = await payerWith(client);
    const { id: coupon } = await client.coupons.create({ percent_off: "25" });
    const { id } = await client.invoices.create({ customer });
    await client.invoices.addLines(id, { lines: [{ amount: 4000, description: "Tea", discounts: [{ coupon }] }] });
    const { lines } = await client.invoices.pay(id);
    const note = await client.creditNotes.create({
      invoice: id,
      lines: [{ type: "invoice_line_item", invoice_line_item: lines.data[0]!.id, amount: 4000 }],
      out_of_band_amount: 3000,
      effective_at: Date.UTC(2026, 4, 5) / 1000,
    });
    expect(note).toMatchObject({ subtotal: 3000, total: 3000, effective_at: Date.UTC(2026, 4, 5) / 1000 });
    const { words } = await readPdf((await download(note.pdf!)).bytes);
    for (const part of ["Subtotal 40.00 USD", "-10.00 USD", "Total credited 30.00 USD", "of 2026-05-05"]) {
      expect(words).toContain(part);
    }
  });

  test("is linked from what Stripe's client reads", async () => {
    const sandbox = await startSandbox();
    const { id } = await taxedInvoice(sandbox.client);
    const note = await clientOf(sandbox).creditNotes.create({
      invoice: id,
      amount: 6000,
      out_of_band_amount: 6000,
      effective_at: 1_700_000_000,
    });
    expect(note.effective_at).toBe(1_700_000_000);
    expect((await readPdf((await download(note.pdf)).bytes)).words).toContain("Total credited 60.00 USD");
  });
});

describe("the document of a quote", () => {
  test("comes by Stripe's client, and by the link", async () => {
    const sandbox = await startSandbox();
    const { client } = sandbox;
    const stripe = clientOf(sandbox);
    const { id: rate } = await client.taxRates.create({ display_name: "VAT", inclusive: false, percentage: "10" });
    const price = await client.prices.create({ currency: "usd", unit_amount: 700, product_data: { name: "Teapot" } });
    const { id, pdf } = await client.quotes.create({
      customer: await payerWith(client),
      line_items: [{ price: price.id, quantity: 3 }],
      default_tax_rates: [rate],
      description: "As we said by telephone.",
    });
    expect(pdf).toBeNull();
    const early = await failureOf(stripe.quotes.pdf(id));
    expect(early).toMatchObject({ statusCode: 400, type: "StripeInvalidRequestError" });
    const open = await client.quotes.finalize(id);
    const { bytes } = await download(open.pdf!);
    const streamed: Buffer[] = [];
    for await (const chunk of await stripe.quotes.pdf(id)) streamed.push(chunk as Buffer);
    expect(new Uint8Array(Buffer.concat(streamed))).toEqual(bytes);
    const { words } = await readPdf(bytes);
    for (const part of [
      "Quote QT-000001",
      "good until 2027-02-14",
      "As we said by telephone.",
      "Teapot 3 21.00 USD",
      "VAT 10 % 2.10 USD",
      "Total 23.10 USD",
    ]) {
      expect(words).toContain(part);
    }
  });

  test("says how often something falls due", async () => {
    const { client } = await startSandbox();
    const { id } = await client.quotes.create({
      customer: await payerWith(client),
      line_items: [{ price: await planOf(client, 900, { recurring: { interval: "month", interval_count: 3 } }) }],
    });
    const { pdf } = await client.quotes.finalize(id);
    expect((await readPdf((await download(pdf!)).bytes)).words).toContain("again every 3 months");
  });

  test("is not there for whoever has no key, nor of a quote that is not there", async () => {
    const sandbox = await startSandbox();
    expect(await failureOf(clientOf(sandbox).quotes.pdf("qt_none"))).toMatchObject({ statusCode: 404 });
    const stranger = clientOf({ url: sandbox.url, apiKey: "sk_test_none" });
    expect(await failureOf(stranger.quotes.pdf("qt_none"))).toMatchObject({ statusCode: 401 });
  });
});
