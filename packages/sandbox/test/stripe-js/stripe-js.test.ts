import type { Stripe as StripeJs } from "@stripe/stripe-js";
import type { Browser, FrameLocator, Page } from "playwright-core";
import { Stripe } from "stripe";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";

import { hasBrowser, launchBrowser } from "../support/browser.ts";
import { startSandbox } from "../support/sandbox.ts";
import { startShop } from "./shop.ts";

declare const window: { stripe: StripeJs };

let browser: Browser;
beforeAll(async () => {
  if (hasBrowser) browser = await launchBrowser();
});
afterAll(async () => {
  if (hasBrowser) await browser.close();
});

/** A sandbox, a shop on another origin, and a browser that finds Stripe's script at the sandbox. */
async function open() {
  const shopUrl = await startShop();
  const sandbox = await startSandbox({ corsOrigins: [shopUrl] });
  const stripe = new Stripe(sandbox.apiKey, { host: "127.0.0.1", port: sandbox.port, protocol: "http" });
  const context = await browser.newContext();
  onTestFinished(() => context.close());
  await context.route("https://js.stripe.com/**", async (route) => {
    const { pathname } = new URL(route.request().url());
    const script = await fetch(sandbox.url + pathname);
    await route.fulfill({ contentType: "text/javascript", body: await script.text() });
  });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on("pageerror", ({ message }) => problems.push(message));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) problems.push(message.text());
  });
  const visit = async (path: string, params: Record<string, string> = {}) => {
    const query = new URLSearchParams({ key: sandbox.publishableKey, ...params });
    await page.goto(`${shopUrl}${path}?${query.toString()}`);
    await page.waitForFunction("document.title === 'ready'");
  };
  return { sandbox, stripe, page, problems, visit, shopUrl };
}

const cardFrame = (page: Page) => page.frameLocator('iframe[title="Secure card payment input frame"]');
const paymentFrame = (page: Page) => page.frameLocator('iframe[title="Secure payment input frame"]');
const challengeFrame = (page: Page) =>
  page.locator('iframe[name^="__privateStripeFrame"]').last().contentFrame().frameLocator("#challengeFrame");

async function typeCard(frame: FrameLocator, number: string) {
  await frame.locator('[name="cardnumber"]').pressSequentially(number);
  await frame.locator('[name="exp-date"]').pressSequentially("1234");
  await frame.locator('[name="cvc"]').pressSequentially("123");
  await frame.locator('[name="postal"]').fill("94107");
}

async function typePayment(frame: FrameLocator, number: string) {
  await frame.getByPlaceholder("1234 1234 1234 1234").fill(number);
  await frame.getByPlaceholder("MM / YY").fill("12 / 34");
  await frame.getByPlaceholder("CVC").fill("123");
  await frame.getByLabel("Country").selectOption("DE");
  await frame.getByLabel("ZIP code").fill("10115");
}

const mountCard = (page: Page) =>
  page.evaluate(() => {
    const card = window.stripe.elements().create("card", { style: { base: { color: "#32325d" } } });
    card.mount("#one");
    Object.assign(window, { card, changes: [] });
    card.on("change", ({ complete, empty, brand, error }) => {
      (window as never as { changes: object[] }).changes.push({ complete, empty, brand, error: error?.code });
    });
  });
const confirmCard = (page: Page, clientSecret: string) =>
  page.evaluate(
    (secret) =>
      window.stripe.confirmCardPayment(secret, {
        payment_method: { card: (window as never as { card: never }).card, billing_details: { name: "Ada" } },
      }),
    clientSecret,
  );

describe.skipIf(!hasBrowser)("a card's Element", () => {
  test("pays an intent: what is typed in the frame of Stripe's name goes to the sandbox alone", async () => {
    const { stripe, page, problems, visit } = await open();
    const intent = await stripe.paymentIntents.create({ amount: 2000, currency: "usd", metadata: { order: "1" } });
    await visit("/plain.ts");
    await mountCard(page);
    await typeCard(cardFrame(page), "4242424242424242");
    expect(await page.locator("#one").getAttribute("class")).toBe(
      "StripeElement StripeElement--focus StripeElement--complete",
    );
    expect(await page.evaluate("changes.at(-1)")).toEqual({ complete: true, empty: false, brand: "visa" });
    const { paymentIntent } = await confirmCard(page, intent.client_secret ?? "");
    expect(paymentIntent).toMatchObject({ id: intent.id, status: "succeeded", amount: 2000 });
    expect(JSON.stringify(paymentIntent)).not.toContain("order");
    const paid = await stripe.paymentIntents.retrieve(intent.id, { expand: ["payment_method"] });
    expect(paid.payment_method).toMatchObject({
      card: { last4: "4242", exp_month: 12, exp_year: 2034 },
      billing_details: { name: "Ada", address: { postal_code: "94107" } },
    });
    expect(problems).toEqual([]);
  });

  test("a decline is answered with its code and with the intent", async () => {
    const { stripe, page, visit } = await open();
    const { client_secret: secret } = await stripe.paymentIntents.create({ amount: 2000, currency: "usd" });
    await visit("/plain.ts");
    await mountCard(page);
    await typeCard(cardFrame(page), "4000000000009995");
    expect(await confirmCard(page, secret ?? "")).toMatchObject({
      error: {
        type: "card_error",
        code: "card_declined",
        decline_code: "insufficient_funds",
        payment_intent: { status: "requires_payment_method" },
      },
    });
  });

  test.for([
    ["authorize", { paymentIntent: { status: "succeeded" } }],
    ["fail", { error: { code: "payment_intent_authentication_failure" } }],
  ] as const)("the bank's question is asked in its frame: %s", async ([choice, outcome]) => {
    const { stripe, page, visit } = await open();
    const { client_secret: secret } = await stripe.paymentIntents.create({ amount: 2000, currency: "usd" });
    await visit("/plain.ts");
    await mountCard(page);
    await typeCard(cardFrame(page), "4000002760003184");
    const confirming = confirmCard(page, secret ?? "");
    await challengeFrame(page).locator(`#test-source-${choice}-3ds`).click();
    expect(await confirming).toMatchObject(outcome);
    expect(await page.locator('iframe[title="Secure 3D Secure frame"]').count()).toBe(0);
  });

  test("what is missing or wrong is answered before anything is sent, and shown to the page", async () => {
    const { sandbox, stripe, page, visit } = await open();
    const { client_secret: secret } = await stripe.paymentIntents.create({ amount: 2000, currency: "usd" });
    await visit("/plain.ts");
    await mountCard(page);
    const { data: before } = await sandbox.client.requests.list();
    expect(await confirmCard(page, secret ?? "")).toEqual({
      error: { type: "validation_error", code: "incomplete_number", message: "Your card number is incomplete." },
    });
    await cardFrame(page).locator('[name="cardnumber"]').pressSequentially("4242424242424241");
    expect(await page.evaluate("changes.at(-1).error")).toBe("invalid_number");
    expect(await page.locator("#one").getAttribute("class")).toContain("StripeElement--invalid");
    expect((await sandbox.client.requests.list()).data).toHaveLength(before.length);
  });

  test("makes a payment method, a token, and the method of a setup", async () => {
    const { stripe, page, visit } = await open();
    const setup = await stripe.setupIntents.create();
    await visit("/plain.ts");
    await mountCard(page);
    await typeCard(cardFrame(page), "5555555555554444");
    const made = await page.evaluate(async (secret) => {
      const { card } = window as never as { card: never };
      return {
        ...(await window.stripe.createPaymentMethod({ type: "card", card })),
        ...(await window.stripe.createToken(card)),
        ...(await window.stripe.confirmCardSetup(secret, { payment_method: { card } })),
      };
    }, setup.client_secret ?? "");
    expect(made).toMatchObject({
      paymentMethod: { type: "card", card: { brand: "mastercard", last4: "4444" } },
      token: { object: "token", card: { last4: "4444", address_zip: "94107" } },
      setupIntent: { id: setup.id, status: "succeeded" },
    });
    const paid = await stripe.charges.create({ amount: 500, currency: "usd", source: made.token?.id ?? "" });
    expect(paid.status).toBe("succeeded");
  });

  test("is found by its component in a React application", async () => {
    const { stripe, page, problems, visit } = await open();
    const intent = await stripe.paymentIntents.create({ amount: 2000, currency: "usd" });
    await visit("/card.tsx", { secret: intent.client_secret ?? "" });
    await typeCard(cardFrame(page), "4242424242424242");
    await page.getByRole("button", { name: "Pay" }).click();
    await expect.poll(() => page.getByRole("status").textContent()).toBe("succeeded");
    expect(problems).toEqual([]);
  });

  test("stands in three parts as well", async () => {
    const { stripe, page, visit } = await open();
    const { client_secret: secret } = await stripe.paymentIntents.create({ amount: 2000, currency: "usd" });
    await visit("/plain.ts");
    await page.evaluate(() => {
      const elements = window.stripe.elements();
      const card = elements.create("cardNumber");
      card.mount("#one");
      elements.create("cardExpiry").mount("#two");
      elements.create("cardCvc").mount("#three");
      Object.assign(window, { card });
    });
    await page.frameLocator("#one iframe").locator("input").fill("378282246310005");
    await page.frameLocator("#two iframe").locator("input").fill("12 / 34");
    await page.frameLocator("#three iframe").locator("input").fill("1234");
    expect(await confirmCard(page, secret ?? "")).toMatchObject({ paymentIntent: { status: "succeeded" } });
  });
});

describe.skipIf(!hasBrowser)("the Payment Element", () => {
  test("of a React application pays, and leads on to the shop's page", async () => {
    const { stripe, page, problems, visit } = await open();
    const intent = await stripe.paymentIntents.create({
      amount: 2000,
      currency: "eur",
      allowed_payment_method_types: ["card"],
    });
    await visit("/checkout.tsx", { secret: intent.client_secret ?? "" });
    await page.getByRole("button", { name: "Pay" }).click();
    await expect.poll(() => page.getByRole("alert").textContent()).toBe("Your card number is incomplete.");
    await typePayment(paymentFrame(page), "4242424242424242");
    await page.getByRole("button", { name: "Pay" }).click();
    await page.waitForURL("**/done?*");
    expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({
      payment_intent: intent.id,
      payment_intent_client_secret: intent.client_secret,
      redirect_status: "succeeded",
    });
    expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe("succeeded");
    expect(problems).toEqual([]);
  });

  test("lets the payer choose among the ways that the intent has", async () => {
    const { stripe, page, visit } = await open();
    const types: ("card" | "sepa_debit")[] = ["card", "sepa_debit"];
    const intent = await stripe.paymentIntents.create({
      amount: 2000,
      currency: "eur",
      allowed_payment_method_types: types,
    });
    await visit("/checkout.tsx", { secret: intent.client_secret ?? "" });
    const frame = paymentFrame(page);
    await frame.getByLabel("SEPA Direct Debit").check();
    await frame.getByLabel("Full name").fill("Ada Lovelace");
    await frame.getByLabel("Email").fill("ada@example.com");
    await frame.getByLabel("IBAN").fill("AT611904300234573201");
    await page.getByRole("button", { name: "Pay" }).click();
    await page.waitForURL("**/done?*");
    expect(new URL(page.url()).searchParams.get("redirect_status")).toBe("pending");
    expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe("processing");
  });

  test("collects before there is an intent", async () => {
    const { stripe, page, visit } = await open();
    await visit("/plain.ts");
    await page.evaluate(() => {
      const elements = window.stripe.elements({ mode: "payment", amount: 1099, currency: "usd" });
      elements.create("payment").mount("#one");
      Object.assign(window, { elements });
    });
    await typePayment(paymentFrame(page), "4242424242424242");
    const submit = () =>
      page.evaluate(() => (window as never as { elements: { submit(): unknown } }).elements.submit());
    expect(await submit()).toEqual({ selectedPaymentMethod: "card" });
    const { client_secret: clientSecret } = await stripe.paymentIntents.create({ amount: 1099, currency: "usd" });
    const result = await page.evaluate((secret) => {
      const { elements } = window as never as { elements: never };
      return window.stripe.confirmPayment({ elements, clientSecret: secret, redirect: "if_required" });
    }, clientSecret ?? "");
    expect(result).toMatchObject({ paymentIntent: { status: "succeeded", amount: 1099 } });
  });

  test.for([
    ["4242424242424242", "the server confirms with what it has collected"],
    ["4000002760003184", "and where the bank asks, the page goes on"],
  ] as const)("hands what it has collected to the server: %s, %s", async ([number]) => {
    const { stripe, page, problems, visit } = await open();
    const { id: customer } = await stripe.customers.create();
    await page.route("**/confirm", async (route) => {
      const { status, client_secret: clientSecret } = await stripe.paymentIntents.create({
        amount: 2000,
        currency: "usd",
        customer,
        confirm: true,
        confirmation_token: route.request().postData() ?? "",
      });
      await route.fulfill({ json: { status, clientSecret } });
    });
    await visit("/two-step.tsx");
    const pay = page.getByRole("button", { name: "Pay" });
    await pay.click();
    await expect.poll(() => page.getByRole("status").textContent()).toBe("Your card number is incomplete.");
    await typePayment(paymentFrame(page), number);
    await pay.click();
    if (number === "4000002760003184") await challengeFrame(page).getByRole("button", { name: "Complete" }).click();
    await expect.poll(() => page.getByRole("status").textContent()).toBe("succeeded");
    expect(await page.getByRole("paragraph").textContent()).toBe(number.slice(-4));
    const { data: saved } = await stripe.paymentMethods.list({ customer });
    expect(saved).toMatchObject([
      { card: { last4: number.slice(-4) }, billing_details: { address: { country: "DE", postal_code: "10115" } } },
    ]);
    expect(problems).toEqual([]);
  });
});

describe.skipIf(!hasBrowser)("an embedded checkout", () => {
  const embedded: Stripe.Checkout.SessionCreateParams = {
    mode: "payment",
    ui_mode: "embedded_page",
    line_items: [{ price_data: { currency: "usd", unit_amount: 2000, product_data: { name: "Tea" } }, quantity: 2 }],
  };
  const fill = async (frame: FrameLocator, number: string) => {
    await frame.getByLabel("Email").fill("ada@example.com");
    await frame.getByLabel("Cardholder name").fill("Ada");
    await typePayment(frame, number);
    await frame.getByRole("button", { name: "Pay" }).click();
  };

  test("takes the payer's card in the shop's page, and leads on to where the session says", async () => {
    const { stripe, page, problems, visit, shopUrl } = await open();
    const session = await stripe.checkout.sessions.create({
      ...embedded,
      return_url: `${shopUrl}/done?session_id={CHECKOUT_SESSION_ID}`,
    });
    await visit("/embedded.tsx", { secret: session.client_secret ?? "" });
    const frame = page.frameLocator('iframe[name="embedded-checkout"]');
    expect(await frame.getByText("Tea × 2").isVisible()).toBe(true);
    expect(await frame.getByRole("heading").textContent()).toBe("$40.00");
    await fill(frame, "4000000000000002");
    await expect.poll(() => frame.locator("p[role=alert]").textContent()).toContain("declined");
    await fill(frame, "4000002760003184");
    await challengeFrame(page).getByRole("button", { name: "Complete" }).click();
    await page.waitForURL(`${shopUrl}/done?session_id=${session.id}`);
    expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({
      client_secret: null,
      customer_details: { email: "ada@example.com", name: "Ada" },
      payment_status: "paid",
      status: "complete",
    });
    expect(problems.filter((problem) => !problem.includes("402"))).toEqual([]);
  });

  test("redeems a code, and tells the page when it is complete where it leads nowhere", async () => {
    const { stripe, page, visit } = await open();
    const { id: coupon } = await stripe.coupons.create({ percent_off: 50, duration: "once" });
    await stripe.promotionCodes.create({ promotion: { type: "coupon", coupon }, code: "HALF" });
    const session = await stripe.checkout.sessions.create({
      ...embedded,
      allow_promotion_codes: true,
      redirect_on_completion: "never",
    });
    await visit("/embedded.tsx", { secret: session.client_secret ?? "" });
    const frame = page.frameLocator('iframe[name="embedded-checkout"]');
    await frame.getByLabel("Promotion code").fill("HALF");
    await frame.getByRole("button", { name: "Apply" }).click();
    await expect.poll(() => frame.getByRole("heading").textContent()).toBe("$20.00");
    await fill(frame, "4242424242424242");
    await page.waitForFunction("document.title === 'complete'");
    expect((await stripe.checkout.sessions.retrieve(session.id)).amount_total).toBe(2000);
    expect(await frame.getByRole("heading").textContent()).toBe("Payment received");
  });
});

describe.skipIf(!hasBrowser)("a mistake of the page is told where it is made", () => {
  test("by a thrown IntegrationError", async () => {
    const { page, visit } = await open();
    await visit("/plain.ts");
    const messages = await page.evaluate(async () => {
      const stripe = window.stripe as never as Record<string, (...args: unknown[]) => unknown>;
      const tries: (() => unknown)[] = [
        () => (window as never as { Stripe(key: string): unknown }).Stripe("sk_test_1"),
        () => window.stripe.elements().create("card").mount("#nowhere"),
        () => window.stripe.elements().create("idealBank" as never),
        () => stripe["confirmCardPayment"]?.("pi_1"),
        () => stripe["confirmIdealPayment"]?.("pi_1_secret_2"),
        () => stripe["confirmPayment"]?.({ clientSecret: "pi_1_secret_2" }),
      ];
      const told: string[] = [];
      for (const attempt of tries) {
        try {
          await attempt();
          told.push("nothing");
        } catch (error) {
          told.push(String(error));
        }
      }
      return told;
    });
    expect(messages).toMatchInlineSnapshot(`
      [
        "IntegrationError: Stripe() takes a publishable key, \`pk_test_…\`: \`micro sandbox status\` prints it. A secret key belongs on a server.",
        "IntegrationError: There is nothing at the selector \`#nowhere\`: the page has to have it before mount() is called.",
        "IntegrationError: The Element \`idealBank\` is not imitated by the sandbox. There are payment, card, cardNumber, cardExpiry, cardCvc, iban, address, linkAuthentication, expressCheckout.",
        "IntegrationError: \`pi_1\` is no client secret: it has the form \`pi_…_secret_…\` or \`seti_…_secret_…\`.",
        "IntegrationError: stripe.confirmIdealPayment() is not imitated by the sandbox: docs/guides/browser.md lists what is.",
        "IntegrationError: confirmPayment() needs \`confirmParams.return_url\`, or \`redirect: "if_required"\`.",
      ]
    `);
  });

  test("a page that the sandbox does not let in hears how to start it", async () => {
    const { page, visit, problems, sandbox } = await open();
    const stranger = await startShop();
    await visit("/plain.ts");
    await page.goto(`${stranger}/plain.ts?key=${sandbox.publishableKey}`);
    await page.waitForFunction("document.title === 'ready'");
    const { error } = await page.evaluate(() => window.stripe.retrievePaymentIntent("pi_1_secret_2"));
    expect(error).toMatchObject({ type: "api_connection_error" });
    expect(error?.message).toContain(`--cors-origin ${stranger}`);
    expect(problems.join("\n")).toContain(`--cors-origin ${stranger}`);
  });
});
