import type { Client } from "@micro/sdk";
import type { Browser } from "playwright-core";
import { extractText, getDocumentProxy } from "unpdf";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";

import { hasBrowser, launchBrowser } from "../support/browser.ts";
import { eventTypesOf } from "../support/look.ts";
import { differencesOf } from "../support/payments.ts";
import { startSandbox } from "../support/sandbox.ts";

/** An open invoice of 40.00 dollars for tea with a tenth off, and 20 % tax on the rest. */
async function openInvoice(client: Client) {
  const { id: customer } = await client.customers.create({ name: "Ada <Lovelace>", email: "ada@example.test" });
  const { id: coupon } = await client.coupons.create({ percent_off: "10" });
  const { id: rate } = await client.taxRates.create({ display_name: "VAT", inclusive: false, percentage: "20" });
  await client.invoiceItems.create({ customer, amount: 4000, currency: "usd", description: "Darjeeling & 茶" });
  const draft = await client.invoices.create({
    customer,
    pending_invoice_items_behavior: "include",
    collection_method: "send_invoice",
    days_until_due: 14,
    discounts: [{ coupon }],
    default_tax_rates: [rate],
  });
  return client.invoices.finalize(draft.id);
}

/** What a form of the page sends, without script. */
const sendForm = (url: string, fields: Record<string, string>) =>
  fetch(url, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", origin: new URL(url).origin },
    body: new URLSearchParams(fields),
    redirect: "manual",
  });

const wordsOf = async (url: string) =>
  (await (await fetch(url)).text()).replaceAll(/<[^>]*>/g, " ").replaceAll(/\s+/g, " ");

describe("the page of an invoice", () => {
  test("shows lines, discounts, taxes and what is due, and takes a card without script", async () => {
    const sandbox = await startSandbox();
    const { client } = sandbox;
    const { id, hosted_invoice_url: url } = await openInvoice(client);
    const words = await wordsOf(url!);
    for (const part of [
      "Invoice INV-000001",
      "due 2027-01-29",
      "Darjeeling &amp; 茶",
      "Subtotal 40.00 USD",
      "Discounts -4.00 USD",
      "VAT 20 % 7.20 USD",
      "Amount due 43.20 USD",
      "Ada &lt;Lovelace&gt;",
    ]) {
      expect(words).toContain(part);
    }
    const declined = await sendForm(url!, { type: "card", test_card: "4000000000000002" });
    expect(declined.status).toBe(402);
    expect(await declined.text()).toContain('role="alert"');
    expect(await client.invoices.get(id)).toMatchObject({ status: "open", attempt_count: 1 });
    const paid = await sendForm(url!, { type: "card", test_card: "4242424242424242" });
    expect([paid.status, paid.headers.get("location")]).toEqual([303, new URL(url!).pathname]);
    expect(await client.invoices.get(id)).toMatchObject({ status: "paid", amount_paid: 4320 });
    expect(await wordsOf(url!)).toContain("Paid 2027-01-15");
    // Again from another window: it is paid already, and the page says so.
    expect((await sendForm(url!, { type: "card", test_card: "4242424242424242" })).status).toBe(303);
    expect(await eventTypesOf(client)).toContain("invoice.paid");
    expect(await differencesOf(sandbox)).toEqual([]);
  });

  test("leads to the authentication and comes back paid", async () => {
    const { client } = await startSandbox();
    const { id, hosted_invoice_url: url } = await openInvoice(client);
    const asked = await sendForm(url!, { type: "card", test_card: "4000002760003184" });
    const next = asked.headers.get("location")!;
    expect(next).toMatch(/^\/authenticate\/pi_/);
    const back = await sendForm(new URL(next, url!).href, { outcome: "succeeded" });
    expect(back.headers.get("location")).toMatch(/^\/invoice\/in_/);
    expect(await client.invoices.get(id)).toMatchObject({ status: "paid" });
  });

  test("is not there for a secret that is wrong by a letter", async () => {
    const { client } = await startSandbox();
    const { hosted_invoice_url: url } = await openInvoice(client);
    const wrong = `${url!.slice(0, -1)}${url!.endsWith("0") ? "1" : "0"}`;
    expect((await fetch(wrong)).status).toBe(404);
    expect((await fetch(`${wrong}/pdf`)).status).toBe(404);
  });
});

describe("the document of an invoice", () => {
  test("says the same as the page, on as many pages as it takes, in the same bytes each time", async () => {
    const { client } = await startSandbox();
    const { id: customer } = await client.customers.create({ name: "Ada" });
    const draft = await client.invoices.create({ customer });
    for (let line = 1; line <= 60; line++) {
      await client.invoiceItems.create({
        customer,
        invoice: draft.id,
        amount: 100,
        currency: "usd",
        description: `Tea ${line}`,
      });
    }
    const { invoice_pdf: url } = await client.invoices.finalize(draft.id);
    const answer = await fetch(url!);
    expect(answer.headers.get("content-type")).toBe("application/pdf");
    expect(answer.headers.get("content-disposition")).toBe('attachment; filename="INV-000001.pdf"');
    const bytes = new Uint8Array(await answer.arrayBuffer());
    expect(new Uint8Array(await (await fetch(url!)).arrayBuffer())).toEqual(bytes);
    const { totalPages, text } = await extractText(await getDocumentProxy(bytes), { mergePages: true });
    expect(totalPages).toBe(2);
    expect(text).toContain("2 / 2");
    for (const part of ["Invoice INV-000001", "Tea 60 1 1.00 USD", "Total 60.00 USD", "Amount due 60.00 USD"]) {
      expect(text.replaceAll(/\s+/g, " ")).toContain(part);
    }
  });

  test("writes a question mark for what its fonts cannot write", async () => {
    const { client } = await startSandbox();
    const { invoice_pdf: url } = await openInvoice(client);
    const document = await getDocumentProxy(new Uint8Array(await (await fetch(url!)).arrayBuffer()));
    const { text } = await extractText(document, { mergePages: true });
    expect(text).toContain("Darjeeling & ?");
  });
});

describe.skipIf(!hasBrowser)("the page of an invoice in a browser", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  test("is no wider than a telephone, whatever stands on it", async () => {
    const { client } = await startSandbox();
    const { id: customer } = await client.customers.create({ name: "von und zu ".repeat(12) });
    for (const currency of ["jpy", "kwd"] as const) {
      const draft = await client.invoices.create({ customer, currency });
      const lines = [{ amount: 99_999_999, description: "Donaudampfschifffahrt".repeat(8) }];
      await client.invoices.addLines(draft.id, { lines });
      const { hosted_invoice_url: url } = await client.invoices.finalize(draft.id);
      const page = await browser.newPage({ viewport: { width: 360, height: 740 } });
      onTestFinished(() => page.close());
      await page.goto(url!);
      const widths = [await page.evaluate("document.documentElement.scrollWidth")];
      await page.setViewportSize({ width: 1000, height: 740 });
      widths.push(await page.evaluate("document.documentElement.scrollWidth"));
      expect(widths).toEqual([360, 1000]);
      const amount = currency === "jpy" ? "99999999 JPY" : "99999.999 KWD";
      expect(await page.getByRole("button", { name: `Pay ${amount}` }).count()).toBe(1);
    }
  });

  test("is paid by one click on a test card, with script and without", async () => {
    const { client } = await startSandbox();
    for (const script of [true, false]) {
      const { id, hosted_invoice_url: url } = await openInvoice(client);
      const context = await browser.newContext({ javaScriptEnabled: script });
      onTestFinished(() => context.close());
      const page = await context.newPage();
      await page.goto(url!);
      await page.getByRole("button", { name: "Succeeds" }).click();
      if (script) await page.getByRole("button", { name: "Pay 43.20 USD" }).click();
      await page.getByRole("heading", { name: "Paid" }).waitFor();
      expect(await client.invoices.get(id)).toMatchObject({ status: "paid" });
    }
  });
});
