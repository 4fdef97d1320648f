import { expect, test } from "vitest";

import { failureOf } from "../support/failure.ts";
import { eventTypesOf, newestSeq } from "../support/look.ts";
import { startSandbox } from "../support/sandbox.ts";

test("a coupon is redeemed as a customer is created or changed, and null ends its discount", async () => {
  const { client } = await startSandbox();
  const [one, two] = [
    await client.coupons.create({ percent_off: "20" }),
    await client.coupons.create({ percent_off: "30" }),
  ];
  const code = await client.promotionCodes.create({ coupon: two.id });
  const seq = await newestSeq(client);
  const { id } = await client.customers.create({ name: "Ann", coupon: one.id });
  await client.customers.update(id, { promotion_code: code.id });
  await client.customers.update(id, { name: "Anne" });
  const given = (await client.discounts.list({ customer: id })).data.filter(({ end }) => end === null);
  expect(given).toMatchObject([{ coupon: { id: two.id }, promotion_code: code.id }]);
  await client.customers.update(id, { coupon: null });
  await client.customers.update(id, { coupon: null });
  expect(await eventTypesOf(client, seq)).toEqual([
    "customer.created",
    "customer.discount.created",
    "customer.discount.updated",
    "customer.updated",
    "customer.discount.deleted",
  ]);
});

test("a coupon that there is not is refused, and no customer is made", async () => {
  const { client } = await startSandbox();
  const failure = await failureOf(client.customers.create({ coupon: "none" }));
  expect([failure.code, failure.param]).toEqual(["resource_missing", "coupon"]);
  expect((await client.customers.list()).data).toEqual([]);
  expect(await eventTypesOf(client)).toEqual([]);
});

test("a balance is set as a customer is created or changed, in the currency that he is billed in", async () => {
  const { client } = await startSandbox();
  const { id } = await client.customers.create({ name: "Ann", balance: -500 });
  expect(await client.customers.billing(id)).toMatchObject({ balance: -500, balances: { usd: -500 }, currency: "usd" });
  await client.customers.update(id, { balance: 250 });
  await client.customers.update(id, { balance: 250 });
  const { data } = await client.customerBalanceTransactions.list({ customer: id });
  expect(data.map(({ amount, type }) => [amount, type])).toEqual([
    [750, "adjustment"],
    [-500, "adjustment"],
  ]);
  const { id: other } = await client.customers.create({});
  await client.customerBalanceTransactions.create({ customer: other, amount: 100, currency: "eur" });
  await client.customers.update(other, { balance: 0 });
  expect(await client.customers.billing(other)).toMatchObject({ balance: 0, balances: { eur: 0 }, currency: "eur" });
  expect((await client.sandbox.reconcile()).differences).toEqual([]);
  const before = await newestSeq(client);
  const huge = await failureOf(client.customers.update(id, { balance: 2 ** 53 }));
  expect(huge).toMatchObject({ type: "invalid_request_error", param: "balance" });
  const beyond = client.customers.update(id, { name: "Eve", balance: -(2 ** 53 - 1) });
  expect(await failureOf(beyond)).toMatchObject({ code: "amount_too_large", param: "balance" });
  expect(await newestSeq(client)).toBe(before);
  expect((await client.customers.get(id)).name).toBe("Ann");
});

test("a customer's billing says what he was billed in, his discount, and what comes next", async () => {
  const { client } = await startSandbox();
  const coupon = await client.coupons.create({ percent_off: "20", duration: "forever" });
  const { id } = await client.customers.create({ coupon: coupon.id });
  const [discount] = (await client.discounts.list({ customer: id })).data;
  expect(await client.customers.billing(id)).toEqual({
    object: "customer_billing",
    balance: 0,
    balances: {},
    currency: null,
    customer: id,
    delinquent: false,
    discount,
    invoice_prefix: "INV",
    livemode: false,
    next_invoice_sequence: 1,
  });
  await client.invoiceItems.create({ customer: id, amount: 1000, currency: "eur" });
  const invoice = await client.invoices.create({ customer: id, pending_invoice_items_behavior: "include" });
  await client.invoices.finalize(invoice.id);
  expect(await client.customers.get(id, { expand: ["billing"] })).toMatchObject({
    billing: { currency: "eur", next_invoice_sequence: 2 },
  });
  const ended = await client.customers.deleteDiscount(id);
  expect(ended).toMatchObject({ id: discount!.id, deleted: true });
  expect(await client.customers.billing(id)).toMatchObject({ discount: null });
  const before = await newestSeq(client);
  expect(await failureOf(client.customers.deleteDiscount(id))).toMatchObject({ code: "resource_missing", param: "id" });
  expect(await failureOf(client.customers.billing("cus_none"))).toMatchObject({
    code: "resource_missing",
    param: "id",
  });
  expect(await newestSeq(client)).toBe(before);
});

test("a customer is delinquent from a payment that fails, or a day that passes, until an invoice is paid or given up", async () => {
  const { client, clock } = await startSandbox();
  const { id } = await client.customers.create({
    payment_method: "pm_card_chargeCustomerFail",
    default_payment_method: "pm_card_chargeCustomerFail",
  });
  const isDelinquent = async () => (await client.customers.billing(id)).delinquent;
  const invoiceOf = async (terms: object = {}) => {
    await client.invoiceItems.create({ customer: id, amount: 1000, currency: "usd" });
    const draft = await client.invoices.create({ customer: id, pending_invoice_items_behavior: "include", ...terms });
    return (await client.invoices.finalize(draft.id)).id;
  };
  const declined = await invoiceOf();
  expect(await isDelinquent()).toBe(false);
  expect((await failureOf(client.invoices.pay(declined))).code).toBe("card_declined");
  expect(await isDelinquent()).toBe(true);
  await clock.advance(60);
  const other = await invoiceOf();
  await client.invoices.pay(other, { paid_out_of_band: true });
  // As Stripe has it: the latest change of any invoice says so, and that was a payment.
  expect(await isDelinquent()).toBe(false);
  const sent = await invoiceOf({ collection_method: "send_invoice", days_until_due: 1 });
  expect(await isDelinquent()).toBe(false);
  await clock.advance(24 * 3600);
  expect(await isDelinquent()).toBe(true);
  await clock.advance(60);
  await client.invoices.markUncollectible(sent);
  expect(await isDelinquent()).toBe(false);
});
