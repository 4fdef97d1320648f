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
  return { customer, id, product: small.product, small: small.id, large: large.id, url };
}

type Subscriber = Awaited<ReturnType<typeof subscriberOf>>;
type Features = Parameters<Client["portalConfigurations"]["create"]>[0]["features"];

/** Opens the portal by a configuration of these features. */
async function openWith(client: Client, { customer }: Subscriber, features: Features, session: object = {}) {
  const { id: configuration } = await client.portalConfigurations.create({ features });
  const { url } = await client.portalSessions.create({ customer, configuration, ...session });
  return { configuration, url };
}

/** Lets a customer change to the large plan. */
const plans = ({ product, small, large }: Subscriber) => ({
  enabled: true,
  default_allowed_updates: ["price" as const],
  products: [{ product, prices: [small, large] }],
});

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
    for (const part of ["Tea club", "20.00 USD a month", "Visa ending in 4242", "INV-000001", "Ada &lt;Lovelace&gt;"]) {
      expect(page).toContain(part);
    }
    const fields = [...page.matchAll(/<input name="(name|email|phone|address_line1)"/g)].map(([, name]) => name);
    expect(fields).toEqual(["name", "email", "phone", "address_line1"]);
    expect((await sendForm(url, { action: "cancel", subscription: id })).status).toBe(303);
    expect(await client.subscriptions.get(id)).toMatchObject({ cancel_at_period_end: true });
    expect(await (await fetch(url)).text()).toContain("Ends on 2027-02-15");
    await sendForm(url, { action: "keep", subscription: id });
    expect(await client.subscriptions.get(id)).toMatchObject({ cancel_at_period_end: false, status: "active" });
  });

  test("tells a customer who was never billed that there is nothing yet", async () => {
    const { client } = await startSandbox();
    const { id: customer } = await client.customers.create({ name: "Ada" });
    const { url } = await client.portalSessions.create({ customer });
    expect(await (await fetch(url)).text()).toMatch(/<h2>Invoices<\/h2>\s*<p>There are none yet\.<\/p>/);
  });

  test("does nothing to what is another customer's, and nothing that it does not offer", async () => {
    const { client } = await startSandbox();
    const { url, id } = await subscriberOf(client);
    const other = await subscriberOf(client);
    const before = await newestSeq(client);
    expect((await sendForm(url, { action: "cancel", subscription: other.id })).status).toBe(404);
    expect((await sendForm(url, { action: "change_plan", subscription: id, price: other.large })).status).toBe(400);
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

  test("offers no other plan by the default configuration, and shows what a changed one says at once", async () => {
    const { client } = await startSandbox();
    const { url, id, large } = await subscriberOf(client);
    expect(await (await fetch(url)).text()).not.toContain("Change to 50.00");
    expect((await sendForm(url, { action: "change_plan", subscription: id, price: large })).status).toBe(400);
    const [first] = (await client.portalConfigurations.list({ is_default: true })).data;
    await client.portalConfigurations.update(first!.id, {
      business_profile: { headline: "Tea & more", terms_of_service_url: "http://localhost:3000/terms" },
      features: { invoice_history: { enabled: false }, subscription_cancel: { enabled: false } },
    });
    const page = await (await fetch(url)).text();
    const shown = ["Tea &amp; more", "http://localhost:3000/terms", "Change the card"];
    for (const part of shown) expect(page).toContain(part);
    for (const part of ["Invoices", "Cancel subscription"]) expect(page).not.toContain(part);
    expect((await sendForm(url, { action: "cancel", subscription: id })).status).toBe(400);
    expect(await client.subscriptions.get(id)).toMatchObject({ cancel_at_period_end: false });
  });

  test("changes to what its configuration lists, by its terms, and to nothing else", async () => {
    const { client } = await startSandbox();
    const subscriber = await subscriberOf(client);
    const { id, product, small, large, customer } = subscriber;
    const { url } = await openWith(client, subscriber, {
      subscription_update: {
        enabled: true,
        default_allowed_updates: ["price", "quantity", "promotion_code"],
        products: [{ product, prices: [large], adjustable_quantity: { enabled: true, minimum: 1, maximum: 5 } }],
        proration_behavior: "always_invoice",
      },
    });
    const other = await client.prices.create({
      currency: "usd",
      unit_amount: 1,
      product,
      recurring: { interval: "month" },
    });
    const before = await newestSeq(client);
    const refused = [
      { fields: { price: other.id }, status: 404 },
      { fields: { quantity: "6" }, status: 400 },
      { fields: { quantity: "0" }, status: 400 },
      { fields: { price: large, promotion_code: "NONE" }, status: 404 },
      { fields: {}, status: 400 },
    ];
    for (const { fields, status } of refused) {
      const sent = { action: "change_plan", subscription: id, ...fields } as Record<string, string>;
      expect((await sendForm(url, sent)).status).toBe(status);
    }
    expect((await sendForm(url, { action: "change_card", type: "card", test_card: "4242424242424242" })).status).toBe(
      400,
    );
    expect((await sendForm(url, { action: "update_customer", name: "Eve" })).status).toBe(400);
    expect(await newestSeq(client)).toBe(before);
    const coupon = await client.coupons.create({ percent_off: "50", duration: "forever" });
    await client.promotionCodes.create({ coupon: coupon.id, code: "HALF" });
    const sent = { action: "change_plan", subscription: id, price: large, quantity: "2", promotion_code: "half" };
    expect((await sendForm(url, sent)).status).toBe(303);
    const changed = await client.subscriptions.get(id);
    expect(changed.items.data[0]).toMatchObject({ price: { id: large }, quantity: 2 });
    expect(changed.discounts).toHaveLength(1);
    // At the beginning of its period the whole difference is billed, and half of the new price is off.
    const [invoice] = (await client.invoices.list({ customer, limit: 1 })).data;
    expect(invoice).toMatchObject({ billing_reason: "subscription_update", status: "paid" });
    expect(await (await fetch(url)).text()).not.toContain(`value="${small}"`);
  });

  test("cancels at once, with a credit and a reason among those that are offered", async () => {
    const { client, clock } = await startSandbox();
    const subscriber = await subscriberOf(client);
    const { id, customer } = subscriber;
    const { url } = await openWith(client, subscriber, {
      subscription_cancel: {
        enabled: true,
        mode: "immediately",
        proration_behavior: "create_prorations",
        cancellation_reason: { enabled: true, options: ["too_expensive", "unused"] },
      },
    });
    expect(await (await fetch(url)).text()).toContain('value="too_expensive"');
    const form = { action: "cancel", subscription: id, comment: "Too much tea" };
    expect((await sendForm(url, { ...form, feedback: "low_quality" })).status).toBe(400);
    expect((await client.subscriptions.get(id)).status).toBe("active");
    await clock.advance(600);
    expect((await sendForm(url, { ...form, feedback: "too_expensive" })).status).toBe(303);
    expect(await client.subscriptions.get(id)).toMatchObject({
      status: "canceled",
      cancellation_details: { comment: "Too much tea", feedback: "too_expensive", reason: "cancellation_requested" },
    });
    const { data: items } = await client.invoiceItems.list({ customer });
    expect(items.map(({ amount }) => amount < 0)).toEqual([true]);
  });

  test("lets a customer change of himself what the configuration says, and no more", async () => {
    const { client } = await startSandbox();
    const subscriber = await subscriberOf(client);
    const { url } = await openWith(client, subscriber, {
      customer_update: { enabled: true, allowed_updates: ["email", "address", "shipping"] },
    });
    const form = {
      action: "update_customer",
      email: "ada@example.test",
      address_city: "London",
      address_country: "GB",
    };
    const before = await newestSeq(client);
    expect((await sendForm(url, { ...form, name: "Eve" })).status).toBe(400);
    expect((await sendForm(url, { ...form, shipping_city: "Bath" })).status).toBe(400);
    expect(await newestSeq(client)).toBe(before);
    expect((await sendForm(url, { ...form, shipping_name: "Ada", shipping_city: "Bath" })).status).toBe(303);
    expect(await client.customers.get(subscriber.customer)).toMatchObject({
      name: "Ada <Lovelace>",
      email: "ada@example.test",
      address: { city: "London", country: "GB", line1: null },
      shipping: { name: "Ada", address: { city: "Bath" } },
    });
    expect(await (await fetch(url)).text()).toContain('value="London"');
  });

  test("ends a trial with a change of plan, or lets it go on, as the configuration says", async () => {
    const { client } = await startSandbox();
    for (const behavior of ["continue_trial", "end_trial"] as const) {
      const subscriber = await subscriberOf(client);
      const { customer, small, large } = subscriber;
      const { id } = await client.subscriptions.create({ customer, items: [{ price: small }], trial_period_days: 7 });
      const { url } = await openWith(client, subscriber, {
        subscription_update: { ...plans(subscriber), trial_update_behavior: behavior },
      });
      expect((await sendForm(url, { action: "change_plan", subscription: id, price: large })).status).toBe(303);
      const { status } = await client.subscriptions.get(id);
      expect(status).toBe(behavior === "end_trial" ? "active" : "trialing");
    }
  });
});

describe("a step of the billing portal", () => {
  test("is all that can be done until it is taken; then the customer goes on", async () => {
    const { client } = await startSandbox();
    const subscriber = await subscriberOf(client);
    const { id, customer, small } = subscriber;
    const other = await client.subscriptions.create({ customer, items: [{ price: small }] });
    const features = {
      invoice_history: { enabled: true },
      payment_method_update: { enabled: true },
      subscription_cancel: { enabled: true },
    };
    const { url } = await openWith(client, subscriber, features, {
      flow_data: {
        type: "subscription_cancel",
        subscription_cancel: { subscription: id },
        after_completion: { type: "redirect", redirect: { return_url: "http://localhost:3000/gone" } },
      },
    });
    const page = await (await fetch(url)).text();
    expect(page).toContain("Cancel subscription");
    for (const part of ["Invoices", "Change the card", other.id]) expect(page).not.toContain(part);
    const before = await newestSeq(client);
    expect((await sendForm(url, { action: "cancel", subscription: other.id })).status).toBe(404);
    expect((await sendForm(url, { action: "change_card", type: "card", test_card: "4242424242424242" })).status).toBe(
      400,
    );
    expect(await newestSeq(client)).toBe(before);
    expect((await sendForm(url, { action: "cancel", subscription: id })).status).toBe(303);
    expect(await client.subscriptions.get(id)).toMatchObject({ cancel_at_period_end: true });
    expect(await (await fetch(url)).text()).toContain('content="0; url=http://localhost:3000/gone"');
    expect((await sendForm(url, { action: "cancel", subscription: other.id })).status).toBe(400);
  });

  test("goes back to the whole portal, or says that it is done", async () => {
    const { client } = await startSandbox();
    const subscriber = await subscriberOf(client);
    const features = { invoice_history: { enabled: true }, payment_method_update: { enabled: true } };
    const card = { action: "change_card", type: "card", test_card: "4242424242424242" };
    const open = (session: object) =>
      openWith(client, subscriber, features, { flow_data: { type: "payment_method_update", ...session } });
    const home = await open({});
    await sendForm(home.url, card);
    expect(await (await fetch(home.url)).text()).toContain("Invoices");
    expect((await sendForm(home.url, card)).status).toBe(303);
    const confirmed = await open({
      after_completion: {
        type: "hosted_confirmation",
        hosted_confirmation: { custom_message: "Your <card> is kept." },
      },
    });
    await sendForm(confirmed.url, card);
    expect(await (await fetch(confirmed.url)).text()).toContain("Your &lt;card&gt; is kept.");
  });

  test("confirms the one change that was asked for", async () => {
    const { client } = await startSandbox();
    const subscriber = await subscriberOf(client);
    const { id, large, small } = subscriber;
    const item = (await client.subscriptions.get(id)).items.data[0]!.id;
    const flowOf = (fields: object) => ({
      flow_data: {
        type: "subscription_update_confirm",
        subscription_update_confirm: { subscription: id, items: [{ id: item, ...fields }] },
      },
    });
    const { url } = await openWith(
      client,
      subscriber,
      { subscription_update: plans(subscriber) },
      flowOf({ price: large }),
    );
    expect(await (await fetch(url)).text()).toContain("Confirm 50.00 USD a month");
    expect((await sendForm(url, { action: "change_plan", subscription: id, price: large, quantity: "2" })).status).toBe(
      400,
    );
    expect((await sendForm(url, { action: "change_plan", subscription: id, price: large })).status).toBe(303);
    expect((await client.subscriptions.get(id)).items.data[0]?.price.id).toBe(large);
    const refusals = [
      { fields: { price: large }, param: "price" },
      { fields: { price: small, quantity: 2 }, param: "quantity" },
      { fields: {}, param: "price" },
      { fields: { id: "si_none", price: small }, param: "id" },
    ];
    for (const { fields, param } of refusals) {
      const opened = openWith(client, subscriber, { subscription_update: plans(subscriber) }, flowOf(fields));
      expect(await failureOf(opened)).toMatchObject({
        param: `flow_data.subscription_update_confirm.items.0.${param}`,
      });
    }
  });

  test("is refused where the configuration does not offer it, or it is about nothing of the customer's", async () => {
    const { client } = await startSandbox();
    const subscriber = await subscriberOf(client);
    const other = await subscriberOf(client);
    const ended = await client.subscriptions.create({
      customer: subscriber.customer,
      items: [{ price: subscriber.small }],
    });
    await client.subscriptions.cancel(ended.id);
    const cancel = (subscription: string) => ({ type: "subscription_cancel", subscription_cancel: { subscription } });
    const refusals: { flow: object; code?: string; param: string }[] = [
      { flow: { type: "payment_method_update" }, param: "type" },
      { flow: { type: "subscription_cancel" }, code: "parameter_missing", param: "subscription_cancel" },
      { flow: cancel(other.id), code: "resource_missing", param: "subscription_cancel.subscription" },
      { flow: cancel(ended.id), param: "subscription_cancel.subscription" },
      {
        flow: { ...cancel(subscriber.id), subscription_update: { subscription: subscriber.id } },
        param: "subscription_update",
      },
      {
        flow: { ...cancel(subscriber.id), after_completion: { type: "redirect" } },
        code: "parameter_missing",
        param: "after_completion.redirect",
      },
      {
        flow: { ...cancel(subscriber.id), after_completion: { type: "portal_homepage", hosted_confirmation: {} } },
        param: "after_completion.hosted_confirmation",
      },
    ];
    for (const { flow, code = "parameter_invalid", param } of refusals) {
      const opened = openWith(client, subscriber, { subscription_cancel: { enabled: true } }, { flow_data: flow });
      expect(await failureOf(opened)).toMatchObject({ code, param: `flow_data.${param}` });
    }
    expect((await client.events.list({ type: "billing_portal.session.created" })).data).toHaveLength(2);
  });
});

describe.skipIf(!hasBrowser)("the billing portal in a browser", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  test("takes a change of plan and of the card, and a cancellation", async () => {
    const { client } = await startSandbox();
    const subscriber = await subscriberOf(client);
    const { customer, id, large } = subscriber;
    const { url } = await openWith(client, subscriber, {
      payment_method_update: { enabled: true },
      subscription_cancel: { enabled: true },
      subscription_update: plans(subscriber),
    });
    const page = await browser.newPage();
    onTestFinished(() => page.close());
    await page.goto(url);
    await page.getByRole("button", { name: "Change to 50.00 USD a month" }).click();
    await page.getByText("50.00 USD a month · active").waitFor();
    expect((await client.subscriptions.get(id)).items.data[0]?.price.id).toBe(large);
    await page.getByRole("button", { name: "Asks to authenticate" }).click();
    await page.getByText("Visa ending in 3184").waitFor();
    const { default_payment_method: method } = await client.customers.get(customer);
    expect((await client.paymentMethods.get(method!)).card?.last4).toBe("3184");
    await page.getByRole("button", { name: "Cancel subscription" }).click();
    await page.getByRole("button", { name: "Keep subscription" }).waitFor();
    expect(await client.subscriptions.get(id)).toMatchObject({ cancel_at_period_end: true });
  });

  test("shows on a wide window the customer's details below the card, beside what he pays for", async () => {
    const { client } = await startSandbox();
    const { url } = await openWith(client, await subscriberOf(client), {
      payment_method_update: { enabled: true },
      customer_update: { enabled: true, allowed_updates: ["name", "email"] },
    });
    const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
    onTestFinished(() => page.close());
    await page.goto(url);
    const placeOf = async (name: string) => (await page.getByRole("region", { name }).boundingBox())!;
    const [billing, card, details] = [
      await placeOf("Billing"),
      await placeOf("Payment method"),
      await placeOf("Your details"),
    ];
    expect(card.x).toBeGreaterThan(billing.x + billing.width);
    expect(details.x).toBe(card.x);
    expect(details.y).toBeGreaterThan(card.y + card.height);
  });
});
