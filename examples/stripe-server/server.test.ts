import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import type { AddressInfo } from "node:net";

import { createSandbox } from "@micro/sandbox";
import { chromium } from "playwright-core";
import { Stripe } from "stripe";
import { expect, onTestFinished, test } from "vitest";

import { createMarketplace } from "./marketplace.ts";
import { createServer, hostOf } from "./server.ts";

const chromiumPath = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";

/** A sandbox, and the shop's server, whose page it lets in. */
async function start() {
  const server = createHttpServer();
  server.listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const shopUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const sandbox = await createSandbox({ seed: "stripe", corsOrigins: [shopUrl] });
  onTestFinished(() => sandbox.close());
  return { sandbox, stripe: new Stripe(sandbox.apiKey, hostOf(sandbox.url)), server, shopUrl };
}

/** Starts the shop, and has the sandbox tell it what happens. */
async function openShop({ sandbox, stripe, server, shopUrl }: Awaited<ReturnType<typeof start>>) {
  const { url: apiBase, apiKey: secretKey, publishableKey } = sandbox;
  const { secret = "" } = await stripe.webhookEndpoints.create({ url: `${shopUrl}/webhook`, enabled_events: ["*"] });
  const page = { publishableKey, scriptUrl: `${apiBase}/stripe.js` };
  const { app, ledger } = createServer({ secretKey, apiBase, webhookSecret: secret, page });
  server.on("request", (request, response) => void app(request, response));
  const post = (path: string, body: object = {}) =>
    fetch(shopUrl + path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      redirect: "manual",
    });
  return { ledger, post };
}

test("a payment is known to be paid when the webhook says so, and refunded once however often it is asked", async () => {
  const shop = await start();
  const { stripe } = shop;
  const { ledger, post } = await openShop(shop);
  const answer = await post("/create-payment-intent", { amount: 1999 });
  const { id, clientSecret } = (await answer.json()) as { id: string; clientSecret: string };
  expect(clientSecret.startsWith(`${id}_secret_`)).toBe(true);
  // What Stripe.js does in the payer's browser.
  await stripe.paymentIntents.confirm(id, { payment_method: "pm_card_visa", return_url: "http://localhost/done" });
  await expect.poll(() => ledger.paid.get(id)).toBe(1999);
  const refunds = await Promise.all([post("/refund", { payment_intent: id }), post("/refund", { payment_intent: id })]);
  expect(refunds.map(({ status }) => status)).toEqual([200, 200]);
  await expect.poll(() => ledger.refunded.get(id)).toBe(1999);
  expect((await stripe.refunds.list({ payment_intent: id })).data).toHaveLength(1);
});

test.skipIf(!existsSync(chromiumPath))(
  "a payer types a card into the shop's page, and the webhook says so",
  async () => {
    const shop = await start();
    const { ledger } = await openShop(shop);
    const browser = await chromium.launch({ executablePath: chromiumPath, args: ["--no-sandbox"] });
    onTestFinished(() => browser.close());
    const page = await browser.newPage();
    await page.goto(shop.shopUrl);
    const element = page.frameLocator('iframe[title="Secure payment input frame"]');
    await element.getByLabel("Card number").fill("4242424242424242");
    await element.getByLabel("Expiration date").fill("12 / 34");
    await element.getByLabel("Security code").fill("123");
    await element.getByLabel("ZIP code").fill("94107");
    await page.getByRole("button", { name: "Pay" }).click();
    await page.waitForURL("**/success?payment_intent=*");
    await expect.poll(() => [...ledger.paid.values()]).toEqual([1999]);
  },
);

test("a declined card is heard of, and nothing is paid", async () => {
  const shop = await start();
  const { stripe } = shop;
  const { ledger, post } = await openShop(shop);
  const { id } = (await (await post("/create-payment-intent", { amount: 500 })).json()) as { id: string };
  const confirmed = stripe.paymentIntents.confirm(id, { payment_method: "pm_card_visa_chargeDeclined" });
  await expect(confirmed).rejects.toMatchObject({ type: "StripeCardError", code: "card_declined" });
  await expect.poll(() => ledger.failed.has(id)).toBe(true);
  expect(ledger.paid.size).toBe(0);
});

test("a payer is sent to the checkout page, and a webhook that somebody else signed changes nothing", async () => {
  const { ledger, post } = await openShop(await start());
  const redirect = await post("/create-checkout-session");
  expect(redirect.status).toBe(303);
  const page = redirect.headers.get("location") ?? "";
  expect(await (await fetch(page)).text()).toContain("T-shirt");
  await fetch(page, { method: "POST", body: new URLSearchParams({ type: "card", test_card: "4242424242424242" }) });
  await expect.poll(() => [...ledger.paid.values()]).toEqual([2000]);
  expect((await post("/webhook", { type: "payment_intent.succeeded" })).status).toBe(400);
  expect(ledger.paid.size).toBe(1);
});

test("a marketplace onboards a seller, keeps its share of a sale, and gives everything back", async () => {
  const { sandbox, stripe } = await start();
  const market = createMarketplace({ secretKey: sandbox.apiKey, apiBase: sandbox.url });
  const { account, url } = await market.inviteSeller("seller@example.test");
  expect(await market.canSell(account)).toBe(false);
  await expect(market.sell(account, 10_000, "pm_card_visa")).rejects.toMatchObject({
    code: "insufficient_capabilities_for_transfer",
  });
  await fetch(url, { method: "POST", body: new URLSearchParams({ business_type: "individual", name: "Seller" }) });
  expect(await market.canSell(account)).toBe(true);
  const sale = await market.sell(account, 10_000, "pm_card_visa");
  expect(sale.status).toBe("succeeded");
  expect(await market.balanceOf(account)).toBe(9000);
  const [fee] = (await stripe.applicationFees.list()).data;
  expect(fee).toMatchObject({ account, amount: 1000 });
  await market.takeBack(sale.id);
  expect(await market.balanceOf(account)).toBe(0);
  expect(await sandbox.client.sandbox.reconcile()).toMatchObject({ clean: true });
});
