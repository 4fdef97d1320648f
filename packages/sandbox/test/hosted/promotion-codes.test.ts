import type { Client } from "@micro/sdk";
import { expect, test } from "vitest";

import { failureOf } from "../support/failure.ts";
import { newestSeq } from "../support/look.ts";
import { differencesOf } from "../support/payments.ts";
import { startSandbox } from "../support/sandbox.ts";
import { payerWith, planOf } from "../support/subscriptions.ts";

const usd = "usd" as const;

/** A word that takes half off, by default. */
async function codeOf(client: Client, code: string, coupon: object = { percent_off: "50" }, terms: object = {}) {
  const { id } = await client.coupons.create({ duration: "forever", ...coupon });
  return client.promotionCodes.create({ coupon: id, code, ...terms });
}

/** A session for two things that are paid once, at 20.00 and 5.01. */
async function sessionOf(client: Client, more: object = {}) {
  const products = [await client.products.create({ name: "Tea" }), await client.products.create({ name: "Pot" })];
  const session = await client.checkoutSessions.create({
    line_items: [
      { price_data: { currency: usd, unit_amount: 2000, product: products[0]!.id } },
      { price_data: { currency: usd, unit_amount: 501, product: products[1]!.id } },
    ],
    allow_promotion_codes: true,
    ...more,
  });
  return { ...session, products };
}

const sendForm = (url: string, fields: Record<string, string>) =>
  fetch(url, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", origin: new URL(url).origin },
    body: new URLSearchParams(fields),
    redirect: "manual",
  });

test("a payer redeems a code on the page, sees what it takes off, and pays the rest", async () => {
  const sandbox = await startSandbox();
  const { client } = sandbox;
  const code = await codeOf(client, "HALF");
  const { id, url } = await sessionOf(client);
  expect(await (await fetch(url!)).text()).toContain("Promotion code");
  expect((await sendForm(url!, { action: "redeem", promotion_code: " half " })).status).toBe(303);
  expect(await client.checkoutSessions.get(id)).toMatchObject({
    amount_discount: 1251,
    amount_subtotal: 2501,
    amount_total: 1250,
    promotion_code: code.id,
  });
  const page = await (await fetch(url!)).text();
  for (const part of ["12.51 USD off", "Pay 12.50 USD"]) expect(page).toContain(part);
  expect((await client.promotionCodes.get(code.id)).times_redeemed).toBe(0);
  expect((await sendForm(url!, { type: "card", test_card: "4242424242424242" })).status).toBe(303);
  const paid = await client.checkoutSessions.get(id, { expand: ["payment_intent"] });
  expect(paid).toMatchObject({ status: "complete", payment_status: "paid", payment_intent: { amount_received: 1250 } });
  expect((await client.promotionCodes.get(code.id)).times_redeemed).toBe(1);
  const { data } = await client.checkoutSessions.lineItems(id);
  expect(data.map((item) => [item.amount_subtotal, item.amount_discount, item.amount_total])).toEqual([
    [2000, 1000, 1000],
    [501, 251, 250],
  ]);
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("a code is taken back, and an amount falls on what it is for only", async () => {
  const { client } = await startSandbox();
  const { id, products } = await sessionOf(client);
  await codeOf(client, "POT", { amount_off: 900, currency: "usd", applies_to: { products: [products[1]!.id] } });
  const redeem = (promotion_code: string) => client.checkoutSessions.redeem(id, { promotion_code });
  expect(await redeem("pot")).toMatchObject({ amount_discount: 501, amount_total: 2000 });
  expect(await redeem("")).toMatchObject({ amount_discount: 0, amount_total: 2501, promotion_code: null });
});

test("where a code takes all of it nothing is charged", async () => {
  const { client } = await startSandbox();
  const code = await codeOf(client, "FREE", { percent_off: "100" });
  const { id } = await sessionOf(client);
  await client.checkoutSessions.redeem(id, { promotion_code: "FREE" });
  expect(await client.checkoutSessions.pay(id)).toMatchObject({
    status: "complete",
    payment_status: "no_payment_required",
    payment_intent: null,
  });
  expect((await client.paymentIntents.list()).data).toEqual([]);
  expect((await client.promotionCodes.get(code.id)).times_redeemed).toBe(1);
});

test("a subscription has the discount from its first invoice on, and it is counted once", async () => {
  const { client, clock } = await startSandbox();
  const customer = await payerWith(client);
  const code = await codeOf(client, "HALF");
  const price = await planOf(client, 2000);
  const { id } = await client.checkoutSessions.create({
    mode: "subscription",
    customer,
    line_items: [{ price }],
    allow_promotion_codes: true,
  });
  await client.checkoutSessions.redeem(id, { promotion_code: "HALF" });
  const { subscription, amount_total: paid } = await client.checkoutSessions.pay(id);
  expect(paid).toBe(1000);
  await clock.advance(31 * 24 * 3600 + 3600);
  const { data } = await client.invoices.list({ subscription: subscription! });
  expect(data.map(({ amount_paid: amount }) => amount)).toEqual([1000, 1000]);
  expect((await client.promotionCodes.get(code.id)).times_redeemed).toBe(1);
});

test("what cannot be redeemed is refused, and nothing changes", async () => {
  const { client } = await startSandbox();
  const other = await payerWith(client);
  const { id, url } = await sessionOf(client);
  const closed = await sessionOf(client, { allow_promotion_codes: false });
  await codeOf(client, "HALF");
  await codeOf(client, "EURO", { amount_off: 100, currency: "eur" });
  await codeOf(client, "DEAR", undefined, { restrictions: { minimum_amount: 9000, minimum_amount_currency: "usd" } });
  await codeOf(client, "HERS", undefined, { customer: other });
  const used = await codeOf(client, "ONCE", undefined, { max_redemptions: 1 });
  await client.discounts.create({ customer: other, promotion_code: used.id });
  await codeOf(client, "ALMOST", { amount_off: 2490, currency: "usd" });
  const before = await newestSeq(client);
  const refusals = [
    { call: client.checkoutSessions.redeem(closed.id, { promotion_code: "HALF" }), code: "parameter_invalid" },
    { call: client.checkoutSessions.redeem(id, { promotion_code: "NONE" }), code: "resource_missing" },
    { call: client.checkoutSessions.redeem(id, { promotion_code: "EURO" }), code: "currency_mismatch" },
    { call: client.checkoutSessions.redeem(id, { promotion_code: "DEAR" }), code: "parameter_invalid" },
    { call: client.checkoutSessions.redeem(id, { promotion_code: "HERS" }), code: "parameter_invalid" },
    { call: client.checkoutSessions.redeem(id, { promotion_code: "ONCE" }), code: "coupon_expired" },
    { call: client.checkoutSessions.redeem(id, { promotion_code: "ALMOST" }), code: "amount_too_small" },
  ];
  for (const { call, code } of refusals) {
    expect(await failureOf(call)).toMatchObject({ code, param: "promotion_code" });
  }
  const page = await sendForm(url!, { action: "redeem", promotion_code: "NONE" });
  expect([page.status, await page.text()]).toEqual([
    404,
    expect.stringContaining("There is no promotion code") as string,
  ]);
  expect(await newestSeq(client)).toBe(before);
  expect(await client.checkoutSessions.get(id)).toMatchObject({ amount_discount: 0, amount_total: 2501 });
});

test("a code that was used up before the payment is refused then, and a sum that was tried stays", async () => {
  const { client } = await startSandbox();
  const other = await payerWith(client);
  const code = await codeOf(client, "ONCE", undefined, { max_redemptions: 1 });
  const { id } = await sessionOf(client);
  await client.checkoutSessions.redeem(id, { promotion_code: "ONCE" });
  await client.discounts.create({ customer: other, promotion_code: code.id });
  const before = await newestSeq(client);
  expect((await failureOf(client.checkoutSessions.pay(id))).code).toBe("coupon_expired");
  expect(await newestSeq(client)).toBe(before);
  await client.checkoutSessions.redeem(id, { promotion_code: "" });
  const declined = { payment_method: "pm_card_visa_chargeDeclined" };
  expect((await failureOf(client.checkoutSessions.pay(id, declined))).code).toBe("card_declined");
  await codeOf(client, "HALF");
  const late = client.checkoutSessions.redeem(id, { promotion_code: "HALF" });
  expect(await failureOf(late)).toMatchObject({ code: "state_conflict", param: "promotion_code" });
});

test("a link takes codes once it is changed to", async () => {
  const { client } = await startSandbox();
  await codeOf(client, "HALF");
  const price = await client.prices.create({ currency: usd, unit_amount: 2000, product_data: { name: "Tea" } });
  const link = await client.paymentLinks.create({ line_items: [{ price: price.id }] });
  expect(link.allow_promotion_codes).toBe(false);
  const changed = await client.paymentLinks.update(link.id, { allow_promotion_codes: true });
  expect(changed.allow_promotion_codes).toBe(true);
  const visit = await fetch(link.url, { redirect: "manual" });
  const page = new URL(visit.headers.get("location") ?? "", link.url).href;
  expect((await sendForm(page, { action: "redeem", promotion_code: "HALF" })).status).toBe(303);
  expect((await sendForm(page, { type: "card", test_card: "4242424242424242" })).status).toBe(303);
  const [session] = (await client.checkoutSessions.list({ payment_link: link.id })).data;
  expect(session).toMatchObject({ status: "complete", amount_total: 1000, amount_discount: 1000 });
});
