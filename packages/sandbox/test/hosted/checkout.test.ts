import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import type { Client } from "@micro/sdk";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";

import { hasBrowser, launchBrowser } from "../support/browser.ts";
import { failureOf } from "../support/failure.ts";
import { eventTypesOf, newestSeq } from "../support/look.ts";
import { differencesOf } from "../support/payments.ts";
import { frozenAt, startSandbox } from "../support/sandbox.ts";

/** The merchant's site: another origin, with a link to the checkout page. */
let shop: Server;
let shopUrl: string;
let checkoutUrl = "";
let browser: Browser;

beforeAll(async () => {
  shop = createServer((request, response) => {
    response.setHeader("content-type", "text/html");
    response.end(`<title>Shop</title><h1>${request.url}</h1><a href="${checkoutUrl}">Check out</a>`);
  });
  await new Promise<void>((resolve) => shop.listen(0, "127.0.0.1", resolve));
  shopUrl = `http://localhost:${(shop.address() as AddressInfo).port}`;
  if (hasBrowser) browser = await launchBrowser();
});
afterAll(async () => {
  if (hasBrowser) await browser.close();
  shop.close();
});

async function open(
  options: { dark?: boolean; script?: boolean; width?: number } = {},
): Promise<{ page: Page; faults: string[] }> {
  const context = await browser.newContext({
    colorScheme: options.dark ? "dark" : "light",
    javaScriptEnabled: options.script ?? true,
    viewport: { width: options.width ?? 1100, height: 820 },
  });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("request", (request) => {
    const { hostname } = new URL(request.url());
    if (!["127.0.0.1", "localhost", ""].includes(hostname)) faults.push(`asked ${hostname}`);
  });
  return { page, faults };
}

type SessionInput = Partial<Parameters<Client["checkoutSessions"]["create"]>[0]>;

async function createSession(client: Client, more: SessionInput = {}) {
  const item = (name: string, amount: number, quantity: number) => ({
    price_data: { currency: "usd" as const, unit_amount: amount, product_data: { name } },
    quantity,
  });
  const session = await client.checkoutSessions.create({
    line_items: [item("Darjeeling <First Flush>", 1800, 2), item("Cup & saucer", 2450, 1)],
    success_url: `${shopUrl}/thanks?session_id={CHECKOUT_SESSION_ID}`,
    cancel_url: `${shopUrl}/cart`,
    ...more,
  });
  checkoutUrl = session.url!;
  return session;
}

const screenshots = process.env["SCREENSHOTS"];
const shoot = async (page: Page, name: string) => {
  if (screenshots) await page.screenshot({ path: `${screenshots}/${name}.png`, fullPage: true });
};

describe.skipIf(!hasBrowser)("the checkout page in a browser", () => {
  test("is reached from the shop, takes a test card by one click, and leads back to the shop", async () => {
    const sandbox = await startSandbox();
    const { client } = sandbox;
    const session = await createSession(client);
    const { page, faults } = await open();
    await page.goto(`${shopUrl}/cart`);
    await page.getByRole("link", { name: "Check out" }).click();
    await page.waitForURL(/\/pay\//);
    expect(await page.title()).toBe("Pay 60.50 USD");
    expect(await page.getByText("Darjeeling <First Flush>").isVisible()).toBe(true);
    await shoot(page, "checkout-light");

    await page.getByRole("button", { name: "Succeeds" }).click();
    expect(await page.getByLabel("Card number").inputValue()).toBe("4242 4242 4242 4242");
    await page.getByLabel("Email").fill("ada@example.test");
    await page.getByRole("button", { name: "Pay 60.50 USD" }).click();
    await page.waitForURL(`${shopUrl}/thanks?session_id=${session.id}`);

    const paid = await client.checkoutSessions.get(session.id);
    expect(paid).toMatchObject({
      status: "complete",
      payment_status: "paid",
      url: null,
      customer_details: { email: "ada@example.test" },
    });
    expect(await client.paymentIntents.get(paid.payment_intent!)).toMatchObject({
      status: "succeeded",
      amount: 6050,
      receipt_email: "ada@example.test",
    });
    expect(await eventTypesOf(client)).toContain("checkout.session.completed");
    expect(await differencesOf(sandbox)).toEqual([]);
    expect(faults).toEqual([]);
  });

  test("says why a card was declined, keeps what was typed, and takes another one for the same intent", async () => {
    const { client } = await startSandbox();
    const session = await createSession(client);
    const { page, faults } = await open({ dark: true });
    await page.goto(session.url!);
    await page.getByLabel("Email").fill("ada@example.test");
    await page.getByLabel("Card number").fill("4000 0000 0000 9995");
    await page.getByLabel("Expiry (month / year)").fill("12/34");
    await page.getByLabel("Security code").fill("123");
    await page.getByLabel("Name on the card").fill("Ada Lovelace");
    await page.getByRole("button", { name: "Pay 60.50 USD" }).click();
    await page.getByRole("alert").waitFor();
    expect(await page.getByRole("alert").textContent()).toBe("The card has insufficient funds.");
    expect(await page.getByLabel("Email").inputValue()).toBe("ada@example.test");
    expect(await page.getByLabel("Name on the card").inputValue()).toBe("Ada Lovelace");
    expect(await page.getByLabel("Card number").inputValue()).toBe("");
    await shoot(page, "checkout-declined-dark");

    await page.getByLabel("Card number").fill("4242424242424241");
    await page.getByLabel("Expiry (month / year)").fill("1234");
    await page.getByLabel("Security code").fill("123");
    await page.getByRole("button", { name: "Pay 60.50 USD" }).click();
    await page.waitForLoadState();
    expect(await page.getByRole("alert").textContent()).toBe("The card number is incorrect.");

    await page.getByRole("button", { name: "Succeeds" }).click();
    await page.getByRole("button", { name: "Pay 60.50 USD" }).click();
    await page.waitForURL(/\/thanks/);
    expect((await client.paymentIntents.list()).data).toHaveLength(1);
    expect((await client.charges.list()).data.map(({ status }) => status)).toEqual(["succeeded", "failed"]);
    // A decline is an answer with 402, which the browser notes.
    expect(faults.filter((fault) => !fault.includes("402"))).toEqual([]);
  });

  test("is paid by the keyboard alone: Enter in a field pays with the card that was typed", async () => {
    const { client } = await startSandbox();
    const session = await createSession(client);
    const { page } = await open();
    await page.goto(session.url!);
    const type = async (label: string, text: string) => {
      const field = page.getByLabel(label);
      for (let steps = 0; steps < 20; steps += 1) {
        if ((await field.and(page.locator(":focus")).count()) === 1) break;
        await page.keyboard.press("Tab");
      }
      await page.keyboard.type(text);
    };
    await type("Email", "ada@example.test");
    await type("Card number", "5555555555554444");
    await type("Expiry", "12/34");
    await type("Security code", "123");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/thanks/);
    const [charge] = (await client.charges.list()).data;
    expect(charge?.payment_method_details?.card?.last4).toBe("4444");
  });

  test("leads through the authentication and completes the session", async () => {
    const sandbox = await startSandbox();
    const { client } = sandbox;
    const session = await createSession(client);
    const { page, faults } = await open();
    await page.goto(session.url!);
    await page.getByRole("button", { name: "Asks to authenticate" }).click();
    await page.getByRole("button", { name: "Pay 60.50 USD" }).click();
    await page.waitForURL(/\/authenticate\//);
    expect(await page.getByText("paying 60.50 USD with the Visa card ending in 3184").isVisible()).toBe(true);
    await shoot(page, "authenticate-light");
    await page.getByRole("button", { name: "Complete authentication" }).click();
    await page.waitForURL(/\/thanks/);
    expect(await client.checkoutSessions.get(session.id)).toMatchObject({ status: "complete", payment_status: "paid" });
    const [charge] = (await client.charges.list()).data;
    expect(charge?.payment_method_details.card?.three_d_secure).toMatchObject({ authenticated: true });
    expect(await differencesOf(sandbox)).toEqual([]);
    expect(faults).toEqual([]);
  });

  test("comes back with an error when the authentication is failed", async () => {
    const { client } = await startSandbox();
    const session = await createSession(client);
    const { page } = await open({ dark: true });
    await page.goto(session.url!);
    await page.getByRole("button", { name: "Asks to authenticate" }).click();
    await page.getByRole("button", { name: "Pay 60.50 USD" }).click();
    await page.waitForURL(/\/authenticate\//);
    await shoot(page, "authenticate-dark");
    await page.getByRole("button", { name: "Fail authentication" }).click();
    await page.waitForURL(/\/pay\//);
    expect(await page.getByRole("alert").textContent()).toBe("The payer failed to authenticate.");
    expect((await client.checkoutSessions.get(session.id)).status).toBe("open");
  });

  test("works without script and by keyboard, also for a bank debit", async () => {
    const sandbox = await startSandbox();
    const { client } = sandbox;
    const session = await createSession(client, { payment_method_types: ["card", "us_bank_account"] });
    const { page } = await open({ script: false });
    await page.goto(session.url!);
    await shoot(page, "checkout-two-methods");
    expect(await page.getByLabel("Account holder").isVisible()).toBe(false);
    await page.locator("summary", { hasText: "US bank account" }).focus();
    await page.keyboard.press("Enter");
    expect(await page.getByLabel("Card number").isVisible()).toBe(false);
    await shoot(page, "checkout-bank");
    await page.getByLabel("Account holder").focus();
    await page.keyboard.type("Ada Lovelace");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/thanks/);
    expect(await client.checkoutSessions.get(session.id)).toMatchObject({
      status: "complete",
      payment_status: "unpaid",
    });
    await sandbox.clock.advance(180);
    expect(await client.checkoutSessions.get(session.id)).toMatchObject({ payment_status: "paid" });
    expect(await eventTypesOf(client)).toContain("checkout.session.async_payment_succeeded");
  });

  test("saves a card where nothing is bought", async () => {
    const { client } = await startSandbox();
    const session = await client.checkoutSessions.create({ mode: "setup", success_url: `${shopUrl}/saved` });
    const { page, faults } = await open();
    await page.goto(session.url!);
    expect(await page.title()).toBe("Save payment method");
    await shoot(page, "checkout-setup");
    await page.getByRole("button", { name: "Declined" }).click();
    await page.getByRole("button", { name: "Save payment method" }).click();
    expect(await page.getByRole("alert").textContent()).toContain("declined");
    await page.getByRole("button", { name: "Asks to authenticate" }).click();
    await page.getByRole("button", { name: "Save payment method" }).click();
    await page.waitForURL(/\/authenticate\//);
    expect(await page.getByText("saving your card with the Visa card ending in 3184").isVisible()).toBe(true);
    await page.getByRole("button", { name: "Complete authentication" }).click();
    await page.waitForURL(`${shopUrl}/saved`);
    const saved = await client.checkoutSessions.get(session.id);
    expect(saved).toMatchObject({ amount_total: null, payment_status: "no_payment_required", status: "complete" });
    expect((await client.setupIntents.get(saved.setup_intent!)).status).toBe("succeeded");
    expect(faults.filter((fault) => !fault.includes("402"))).toEqual([]);
  });

  test("of a payment link opens a session at each visit, and confirms by itself", async () => {
    const { client } = await startSandbox();
    const product = await client.products.create({ name: "Tea" });
    const price = await client.prices.create({ product: product.id, currency: "jpy", unit_amount: 900 });
    const link = await client.paymentLinks.create({ line_items: [{ price: price.id, quantity: 2 }] });
    const { page } = await open({ script: false });
    for (const visit of [1, 2]) {
      await page.goto(link.url);
      await page.getByRole("button", { name: "Succeeds" }).click();
      await page.getByRole("heading", { name: "Payment received" }).waitFor();
      if (visit === 1) await shoot(page, "paid");
    }
    const { data: sessions } = await client.checkoutSessions.list({ payment_link: link.id });
    expect(sessions.map(({ payment_status: status, amount_total: total }) => [status, total])).toEqual([
      ["paid", 1800],
      ["paid", 1800],
    ]);
  });

  test("says when it has expired", async () => {
    const sandbox = await startSandbox();
    const session = await createSession(sandbox.client);
    await sandbox.clock.advance(24 * 3600);
    const { page } = await open();
    await page.goto(session.url!);
    expect(await page.getByRole("heading").textContent()).toBe("This page has expired");
    await shoot(page, "expired");
    expect(await eventTypesOf(sandbox.client)).toContain("checkout.session.expired");
  });

  test("fits a telephone", async () => {
    const { client } = await startSandbox();
    const session = await createSession(client, { payment_method_types: ["card", "us_bank_account"] });
    const { page } = await open({ width: 360 });
    await page.goto(session.url!);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(360);
    await shoot(page, "checkout-telephone");
  });

  test("names every field, and holds its contrast in both schemes", async () => {
    const { client } = await startSandbox();
    const session = await createSession(client, { payment_method_types: ["card", "us_bank_account"] });
    for (const dark of [false, true]) {
      const { page } = await open({ dark });
      await page.goto(session.url!);
      const nameless = await page.evaluate(
        `[...document.querySelectorAll("input:not([type=hidden]), select, button")]
          .filter((field) => !field.labels?.length && !field.textContent.trim()).length`,
      );
      expect(nameless).toBe(0);
      for (const selector of ["h1", ".soft, small", ".primary", ".chip", "label", ".banner"]) {
        const ratio = await page.evaluate(`(${contrast})(document.querySelector(${JSON.stringify(selector)}))`);
        expect(ratio, `${selector} ${dark ? "dark" : "light"}`).toBeGreaterThanOrEqual(4.5);
      }
    }
  });
});

/** The contrast of an element's text with what is behind it (WCAG 2.2, success criterion 1.4.3); it runs in the page. */
const contrast = `(element) => {
  const parse = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number);
  const behind = (node) => {
    if (!node) return [255, 255, 255];
    const colour = parse(getComputedStyle(node).backgroundColor);
    return colour.length === 4 && colour[3] === 0 ? behind(node.parentElement) : colour;
  };
  const luminance = (colour) => {
    const [red, green, blue] = colour.map((part) => {
      const share = part / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [one, two] = [luminance(parse(getComputedStyle(element).color)), luminance(behind(element))];
  return (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
}`;

test("a session that comes to another sum than the payer was shown is not paid", async () => {
  const { client } = await startSandbox();
  const product = await client.products.create({ name: "Book" });
  const price = await client.prices.create({ product: product.id, currency: "usd", unit_amount: 1500 });
  const shipping = { name: "Ann", address: { line1: "1 Main Street", country: "US" } };
  const { id } = await client.checkoutSessions.create({
    line_items: [{ price: price.id, quantity: 2 }],
    payment_intent_data: { shipping },
  });
  const other = await failureOf(client.checkoutSessions.pay(id, { expected_amount: 1500 }));
  expect([other.code, other.param]).toEqual(["parameter_invalid", "expected_amount"]);
  expect(await client.checkoutSessions.get(id)).toMatchObject({ status: "open", payment_intent: null });
  const paid = await client.checkoutSessions.pay(id, { expected_amount: 3000 });
  const intent = await client.paymentIntents.get(paid.payment_intent ?? "");
  expect(intent).toMatchObject({ status: "succeeded", shipping: { name: "Ann", address: { line1: "1 Main Street" } } });
});

test("a session that expires takes its payment back and can be paid no more, and one that is paid does not expire", async () => {
  const sandbox = await startSandbox();
  const { client } = sandbox;
  const session = await createSession(client);
  await failureOf(client.checkoutSessions.pay(session.id, { payment_method: "pm_card_visa_chargeDeclined" }));
  const { payment_intent: intent } = await client.checkoutSessions.get(session.id);
  expect(await client.checkoutSessions.expire(session.id)).toMatchObject({ status: "expired", url: null });
  expect(await client.paymentIntents.get(intent!)).toMatchObject({
    status: "canceled",
    cancellation_reason: "abandoned",
  });
  const paid = await createSession(client);
  await client.checkoutSessions.pay(paid.id);
  const before = await newestSeq(client);
  for (const refused of [
    client.checkoutSessions.pay(session.id),
    client.checkoutSessions.expire(session.id),
    client.checkoutSessions.pay(paid.id),
    client.checkoutSessions.expire(paid.id),
  ]) {
    expect(await failureOf(refused)).toMatchObject({ code: "state_conflict" });
  }
  expect(await newestSeq(client)).toBe(before);
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("a session is open for half an hour at least, and for a day at most", async () => {
  const { client } = await startSandbox();
  const open = (seconds: number) => createSession(client, { expires_at: frozenAt + seconds });
  for (const seconds of [30 * 60, 24 * 3600]) {
    expect((await open(seconds)).expires_at).toBe(frozenAt + seconds);
  }
  for (const seconds of [30 * 60 - 1, 24 * 3600 + 1]) {
    expect(await failureOf(open(seconds))).toMatchObject({ code: "parameter_invalid_integer", param: "expires_at" });
  }
  expect((await client.checkoutSessions.list()).data).toHaveLength(2);
});

test("a payment link says where it leads or nothing of it, and opens no session once it is out of use", async () => {
  const { client } = await startSandbox();
  const product = await client.products.create({ name: "Book" });
  const price = await client.prices.create({ product: product.id, currency: "usd", unit_amount: 1500 });
  const terms = { line_items: [{ price: price.id }] };
  for (const [after_completion, code] of [
    [{ type: "redirect" }, "parameter_missing"],
    [{ type: "hosted_confirmation", redirect: { url: "http://localhost/done" } }, "parameter_invalid"],
  ] as const) {
    const refused = await failureOf(client.paymentLinks.create({ ...terms, after_completion }));
    expect(refused).toMatchObject({ code, param: "after_completion.redirect" });
  }
  const link = await client.paymentLinks.create(terms);
  await client.paymentLinks.update(link.id, { active: false });
  expect((await fetch(link.url)).status).toBe(409);
  expect((await client.checkoutSessions.list()).data).toEqual([]);
});
