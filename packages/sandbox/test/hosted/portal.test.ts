import type { Client } from "@micro/sdk";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";

import { hasBrowser, launchBrowser } from "../support/browser.ts";
import { failureOf } from "../support/failure.ts";
import { newestSeq } from "../support/look.ts";
import { startSandbox } from "../support/sandbox.ts";

/** A customer with a card who pays 20.00 a month, or could pay 50.00. */
async function subscriberOf(client: Client) {
  const { id: customer } = await client.customers.create({
    name: "Ada <Lovelace>",
    payment_method: "pm_card_visa",
    default_payment_method: "pm_card_visa",
  });
  const small = await client.prices.create({
    currency: "usd",
    unit_amount: 2000,
    product_data: { name: "Tea club" },
    recurring: { interval: "month" },
  });
  const large = await client.prices.create({
    currency: "usd",
    unit_amount: 5000,
    product: small.product,
    recurring: { interval: "month" },
  });
  const { id } = await client.subscriptions.create({ customer, items: [{ price: small.id }] });
  const { url } = await client.portalSessions.create({ customer, return_url: "http://localhost:3000/account" });
  return { customer, id, large: large.id, url };
}

/** What a form of the page sends, without script. */
const sendForm = (url: string, fields: Record<string, string>) =>
  fetch(url, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", origin: new URL(url).origin },
    body: new URLSearchParams(fields),
    redirect: "manual",
  });

describe("the billing portal", () => {
  test("shows a customer what he pays for, and lets him cancel and keep it without script", async () => {
    const { client } = await startSandbox();
    const { id, url } = await subscriberOf(client);
    const page = await (await fetch(url)).text();
    for (const part of ["Tea club", "20.00 USD a month", "visa ending in 4242", "INV-000001", "Ada &lt;Lovelace&gt;"]) {
      expect(page).toContain(part);
    }
    expect((await sendForm(url, { action: "cancel", subscription: id })).status).toBe(303);
    expect(await client.subscriptions.get(id)).toMatchObject({ cancel_at_period_end: true });
    expect(await (await fetch(url)).text()).toContain("Ends on 2027-02-15");
    await sendForm(url, { action: "keep", subscription: id });
    expect(await client.subscriptions.get(id)).toMatchObject({ cancel_at_period_end: false, status: "active" });
  });

  test("does nothing to what is another customer's, and nothing that it does not offer", async () => {
    const { client } = await startSandbox();
    const { url, id } = await subscriberOf(client);
    const other = await subscriberOf(client);
    const before = await newestSeq(client);
    expect((await sendForm(url, { action: "cancel", subscription: other.id })).status).toBe(404);
    expect((await sendForm(url, { action: "change_plan", subscription: id, price: other.large })).status).toBe(404);
    expect((await sendForm(url, { action: "steal", subscription: id })).status).toBe(400);
    expect((await sendForm(url, { action: "change_card", type: "card", test_card: "1234" })).status).toBe(400);
    expect(await newestSeq(client)).toBe(before);
    expect(await failureOf(client.portalSessions.create({ customer: "cus_none" }))).toMatchObject({
      code: "resource_missing",
      param: "customer",
    });
  });

  test("is open for an hour, and to nobody by its id alone", async () => {
    const { client, clock } = await startSandbox();
    const { url, id } = await subscriberOf(client);
    const forged = url.replace(/x[0-9a-f]{32}$/, `x${"0".repeat(32)}`);
    expect((await fetch(forged)).status).toBe(404);
    await clock.advance(3600);
    expect((await fetch(url)).status).toBe(404);
    expect((await sendForm(url, { action: "cancel", subscription: id })).status).toBe(404);
    expect(await client.subscriptions.get(id)).toMatchObject({ cancel_at_period_end: false });
    const [event] = (await client.events.list({ type: "billing_portal.session.created" })).data;
    expect(JSON.stringify(event)).not.toContain("_secret_");
  });

  describe.skipIf(!hasBrowser)("in a browser", () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await launchBrowser();
    });
    afterAll(() => browser.close());

    test("takes a change of plan and of the card, and a cancellation", async () => {
      const { client } = await startSandbox();
      const { customer, id, large, url } = await subscriberOf(client);
      const page = await browser.newPage();
      onTestFinished(() => page.close());
      await page.goto(url);
      await page.getByRole("button", { name: "Change to 50.00 USD a month" }).click();
      await page.getByText("50.00 USD a month · active").waitFor();
      expect((await client.subscriptions.get(id)).items.data[0]?.price.id).toBe(large);
      await page.getByRole("button", { name: "Asks to authenticate" }).click();
      await page.getByText("visa ending in 3184").waitFor();
      const { default_payment_method: method } = await client.customers.get(customer);
      expect((await client.paymentMethods.get(method!)).card?.last4).toBe("3184");
      await page.getByRole("button", { name: "Cancel subscription" }).click();
      await page.getByRole("button", { name: "Keep subscription" }).waitFor();
      expect(await client.subscriptions.get(id)).toMatchObject({ cancel_at_period_end: true });
    });
  });
});
