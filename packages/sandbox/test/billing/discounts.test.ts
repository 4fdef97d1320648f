import type { Client } from "@micro/sdk";
import { expect, test } from "vitest";

import { failureOf } from "../support/failure.ts";
import { balancesOf, eventTypesOf, newestSeq } from "../support/look.ts";
import { differencesOf } from "../support/payments.ts";
import { frozenAt, startSandbox } from "../support/sandbox.ts";

const daySeconds = 24 * 3600;

/** A customer with a card, who owes 100.00 dollars for tea and 50.00 for cake. */
async function customerWith(client: Client) {
  const { id: customer } = await client.customers.create({ name: "Ada" });
  const { id: method } = await client.paymentMethods.attach("pm_card_visa", { customer });
  await client.customers.update(customer, { default_payment_method: method });
  const price = async (name: string, amount: number) => {
    const { id: product } = await client.products.create({ name });
    const { id } = await client.prices.create({ product, currency: "usd", unit_amount: amount });
    return { product, price: id };
  };
  const [tea, cake] = [await price("Tea", 10_000), await price("Cake", 5000)];
  await client.invoiceItems.create({ customer, price: tea.price });
  await client.invoiceItems.create({ customer, price: cake.price });
  return { customer, tea, cake };
}

const draftOf = (client: Client, customer: string, more: Partial<Parameters<Client["invoices"]["create"]>[0]> = {}) =>
  client.invoices.create({ customer, pending_invoice_items_behavior: "include", ...more });

const held = async (client: Client, code: string) => (await balancesOf(client)).accounts[`${code}:usd usd`] ?? 0;

test("an invoice takes discounts and taxes, and the ledger owes the taxes on", async () => {
  const sandbox = await startSandbox();
  const { client } = sandbox;
  const { customer } = await customerWith(client);
  const { id: coupon } = await client.coupons.create({ percent_off: "10", max_redemptions: 1 });
  const { id: rate } = await client.taxRates.create({ display_name: "VAT", inclusive: false, percentage: "20" });
  const draft = await draftOf(client, customer, { discounts: [{ coupon }], default_tax_rates: [rate] });
  expect(draft).toMatchObject({
    subtotal: 15_000,
    subtotal_excluding_tax: 15_000,
    total_discount_amounts: [{ amount: 1500, discount: draft.discounts[0] }],
    total_excluding_tax: 13_500,
    total_taxes: [{ amount: 2700, tax_behavior: "exclusive", tax_rate: rate, taxable_amount: 13_500 }],
    total: 16_200,
    amount_due: 16_200,
  });
  expect(draft.lines.data.map((line) => line.discount_amounts[0]?.amount)).toEqual([1000, 500]);
  expect(await client.coupons.get(coupon)).toMatchObject({ times_redeemed: 1, valid: false });
  await client.invoices.finalize(draft.id);
  expect(await held(client, "liabilities:tax_payable")).toBe(-2700);
  expect(await held(client, "revenue:sales")).toBe(-13_500);
  expect(await client.invoices.pay(draft.id)).toMatchObject({ status: "paid", amount_paid: 16_200 });
  expect(await held(client, "liabilities:tax_payable")).toBe(-2700);
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("a void invoice owes no tax", async () => {
  const sandbox = await startSandbox();
  const { client } = sandbox;
  const { customer } = await customerWith(client);
  const { id: rate } = await client.taxRates.create({ display_name: "VAT", inclusive: true, percentage: "20" });
  const { id, total } = await draftOf(client, customer, { default_tax_rates: [rate] });
  expect(total).toBe(15_000);
  await client.invoices.finalize(id);
  expect(await held(client, "liabilities:tax_payable")).toBe(-2500);
  await client.invoices.void(id);
  expect(await held(client, "liabilities:tax_payable")).toBe(0);
  expect(await held(client, "revenue:sales")).toBe(0);
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("an item has discounts and tax rates of its own, in the place of those of its invoice", async () => {
  const { client } = await startSandbox();
  const { customer, tea } = await customerWith(client);
  const { id: coupon } = await client.coupons.create({ amount_off: 2000, currency: "usd" });
  const { id: rate } = await client.taxRates.create({ display_name: "VAT", inclusive: false, percentage: "20" });
  const { id: free } = await client.taxRates.create({ display_name: "Free", inclusive: false, percentage: "0" });
  const draft = await draftOf(client, customer, { default_tax_rates: [rate] });
  const item = await client.invoiceItems.create({
    customer,
    invoice: draft.id,
    price: tea.price,
    discounts: [{ coupon }],
    tax_rates: [free],
  });
  expect(item.discounts).toHaveLength(1);
  expect(await client.invoices.get(draft.id)).toMatchObject({ subtotal: 23_000, total: 23_000 + 3000 });
  await client.invoiceItems.update(item.id, { discounts: [], tax_rates: [], discountable: false });
  expect(await client.invoices.get(draft.id)).toMatchObject({ subtotal: 25_000, total: 25_000 + 3000 });
  const { id: half } = await client.coupons.create({ percent_off: "50" });
  await client.invoices.update(draft.id, { discounts: [{ coupon: half }], default_tax_rates: [] });
  expect(await client.invoices.get(draft.id)).toMatchObject({ subtotal: 25_000, total: 17_500, total_taxes: [] });
});

test("a customer's discount is on his invoices for as long as its coupon says", async () => {
  const sandbox = await startSandbox();
  const { client, clock } = sandbox;
  const { id: customer } = await client.customers.create({});
  const next = async () => {
    await client.invoiceItems.create({ customer, amount: 1000, currency: "usd" });
    const { id } = await draftOf(client, customer);
    return (await client.invoices.finalize(id)).total;
  };
  const discountEvents = async () =>
    (await eventTypesOf(client)).flatMap((type) => type.match(/^customer\.discount\.(.*)/)?.[1] ?? []);
  const once = await client.coupons.create({ percent_off: "50", duration: "once" });
  await client.discounts.create({ customer, coupon: once.id });
  expect([await next(), await next()]).toEqual([500, 1000]);
  const months = await client.coupons.create({ percent_off: "20", duration: "repeating", duration_in_months: 2 });
  const { end } = await client.discounts.create({ customer, coupon: months.id });
  expect(end).toBe(frozenAt + (31 + 28) * daySeconds);
  expect(await discountEvents()).toEqual(["created", "deleted", "created"]);
  expect([await next(), await next()]).toEqual([800, 800]);
  await clock.advance(end! - frozenAt - 1);
  expect(await next()).toBe(800);
  await clock.advance(1);
  expect(await next()).toBe(1000);
  const forever = await client.coupons.create({ percent_off: "10", duration: "forever" });
  await client.discounts.create({ customer, coupon: months.id });
  const { id } = await client.discounts.create({ customer, coupon: forever.id });
  expect(await next()).toBe(900);
  expect(await client.discounts.delete(id)).toEqual({ id, object: "discount", deleted: true });
  expect(await next()).toBe(1000);
  // Older events than thirty days are gone.
  expect(await discountEvents()).toEqual(["created", "updated", "deleted"]);
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("a discount for a product takes nothing from others, and outlives its coupon", async () => {
  const { client } = await startSandbox();
  const { customer, tea } = await customerWith(client);
  const { id: coupon } = await client.coupons.create({ percent_off: "50", applies_to: { products: [tea.product] } });
  const draft = await draftOf(client, customer, { discounts: [{ coupon }] });
  expect(draft.total).toBe(10_000);
  await client.coupons.delete(coupon);
  expect(await client.invoices.finalize(draft.id)).toMatchObject({ total: 10_000 });
  expect((await client.discounts.get(draft.discounts[0]!)).coupon).toMatchObject({ id: coupon, percent_off: "50" });
});

test("what cannot be redeemed is refused, and nothing is written", async () => {
  const { client, clock } = await startSandbox();
  const { customer } = await customerWith(client);
  const { id: other } = await client.customers.create({});
  const coupon = (input: Partial<Parameters<typeof client.coupons.create>[0]> = {}) =>
    client.coupons.create({ percent_off: "10", ...input });
  const code = (input: Partial<Parameters<typeof client.promotionCodes.create>[0]>) =>
    client.promotionCodes.create({ coupon: good.id, ...input });
  const good = await coupon();
  const spent = await coupon({ max_redemptions: 1 });
  await client.discounts.create({ customer: other, coupon: spent.id });
  const late = await coupon({ redeem_by: frozenAt + 10 });
  const euros = await client.coupons.create({ amount_off: 100, currency: "eur" });
  const inactive = await code({ active: false });
  const expired = await code({ expires_at: frozenAt + 10 });
  const used = await code({ max_redemptions: 1 });
  await client.discounts.create({ customer: other, promotion_code: used.id });
  const others = await code({ customer: other });
  const first = await code({ restrictions: { first_time_transaction: true } });
  const dear = await code({ restrictions: { minimum_amount: 15_001, minimum_amount_currency: "usd" } });
  const theirs = (await client.discounts.list({ customer: other })).data[0]!.id;
  const { id: rate } = await client.taxRates.create({ display_name: "Old", inclusive: false, percentage: "5" });
  await client.taxRates.update(rate, { active: false });
  await clock.advance(11);
  await client.paymentIntents.create({
    amount: 500,
    currency: "usd",
    customer,
    payment_method: "pm_card_visa",
    confirm: true,
  });
  type Sent = NonNullable<Parameters<typeof client.invoices.create>[0]["discounts"]>[number];
  const cases: [Sent, code: string, param: string][] = [
    [{}, "parameter_missing", "coupon"],
    [{ coupon: good.id, promotion_code: used.id }, "parameter_invalid", "coupon"],
    [{ coupon: "gone" }, "resource_missing", "coupon"],
    [{ coupon: spent.id }, "coupon_expired", "coupon"],
    [{ coupon: late.id }, "coupon_expired", "coupon"],
    [{ coupon: euros.id }, "currency_mismatch", "coupon"],
    [{ promotion_code: inactive.id }, "coupon_expired", "promotion_code"],
    [{ promotion_code: expired.id }, "coupon_expired", "promotion_code"],
    [{ promotion_code: used.id }, "coupon_expired", "promotion_code"],
    [{ promotion_code: others.id }, "parameter_invalid", "promotion_code"],
    [{ promotion_code: first.id }, "parameter_invalid", "promotion_code"],
    [{ promotion_code: dear.id }, "parameter_invalid", "promotion_code"],
    [{ discount: theirs }, "resource_missing", "discount"],
    [{ discount: "di_gone" }, "resource_missing", "discount"],
  ];
  const before = await newestSeq(client);
  for (const [sent, code_, param] of cases) {
    const failure = await failureOf(draftOf(client, customer, { discounts: [sent] }));
    expect(failure).toMatchObject({ code: code_, param: `discounts.0.${param}` });
  }
  const twice = draftOf(client, customer, { discounts: [{ coupon: good.id }, { coupon: good.id }] });
  expect(await failureOf(twice)).toMatchObject({ code: "parameter_invalid", param: "discounts.1" });
  const old = draftOf(client, customer, { default_tax_rates: [rate] });
  expect(await failureOf(old)).toMatchObject({ code: "parameter_invalid", param: "default_tax_rates.0" });
  expect(await newestSeq(client)).toBe(before);
  expect(await client.coupons.get(good.id)).toMatchObject({ times_redeemed: 1 });
  expect((await client.invoices.list({ customer })).data).toEqual([]);
});

test("a discount that is an invoice's or has ended is not deleted", async () => {
  const { client } = await startSandbox();
  const { customer } = await customerWith(client);
  const { id: coupon } = await client.coupons.create({ percent_off: "10" });
  const draft = await draftOf(client, customer, { discounts: [{ coupon }] });
  const whole = client.discounts.delete(draft.discounts[0]!);
  expect(await failureOf(whole)).toMatchObject({ code: "state_conflict", param: "id" });
  const { id } = await client.discounts.create({ customer, coupon });
  await client.discounts.delete(id);
  expect(await failureOf(client.discounts.delete(id))).toMatchObject({ code: "state_conflict", param: "id" });
  const { id: finalised } = await client.invoices.finalize(draft.id);
  const late = client.invoices.update(finalised, { discounts: [] });
  expect(await failureOf(late)).toMatchObject({ code: "state_conflict", param: "discounts" });
});
