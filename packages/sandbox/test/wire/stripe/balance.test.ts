import type { Stripe } from "stripe";
import { describe, expect, test } from "vitest";

import { failureOf, startStripe } from "./client.ts";
import { declaring } from "./declared.ts";

const declared = declaring(["Charge", "Dispute", "Payout", "Refund", "Topup", "Transfer"]);
const day = 24 * 3600;

async function pay(stripe: Stripe, amount: number, method = "pm_card_bypassPending"): Promise<string> {
  const { latest_charge: charge } = await stripe.paymentIntents.create({
    amount,
    currency: "usd",
    payment_method: method,
    confirm: true,
  });
  return charge as string;
}

describe("what a change of the balance came from", () => {
  test("is shown whole, whatever kind of thing it is", async () => {
    const { sandbox, stripe } = await startStripe();
    const charge = await pay(stripe, 20_000);
    await stripe.refunds.create({ charge, amount: 500 });
    await stripe.payouts.create({ amount: 1000, currency: "usd" });
    const { id: destination } = await stripe.accounts.create({
      type: "custom",
      country: "GB",
      capabilities: { transfers: { requested: true } },
      business_type: "individual",
      individual: { first_name: "Ann" },
      tos_acceptance: { date: 1_700_000_000, ip: "127.0.0.1" },
    });
    await stripe.transfers.create({ amount: 700, currency: "usd", destination });
    await stripe.topups.create({ amount: 900, currency: "usd" });
    await pay(stripe, 900, "pm_card_createDispute");
    await sandbox.clock.advance(10 * day);

    const { data } = await stripe.balanceTransactions.list({ limit: 100, expand: ["data.source"] });
    const found = new Set<string>();
    for (const { source, amount } of data) {
      if (source === null || typeof source === "string") throw new Error(`${source} was not expanded`);
      found.add(source.object);
      const names = { charge: "Charge", dispute: "Dispute", payout: "Payout", refund: "Refund" } as const;
      const others = { topup: "Topup", transfer: "Transfer" } as const;
      const name = { ...names, ...others }[source.object as "charge"];
      expect(Math.abs(amount)).toBe((declared(name, source) as Stripe.Charge).amount);
    }
    expect([...found].toSorted()).toEqual(["charge", "dispute", "payout", "refund", "topup", "transfer"]);

    const [first] = (await stripe.balanceTransactions.list({ source: charge })).data;
    const one = await stripe.balanceTransactions.retrieve(first?.id ?? "", { expand: ["source"] });
    expect(one.source).toMatchObject({ id: charge, object: "charge" });
    const withCharge = await stripe.charges.retrieve(charge, { expand: ["balance_transaction.source"] });
    expect(withCharge.balance_transaction).toMatchObject({ source: { id: charge } });
  });

  test("is expanded further where it has what is asked for, and stays as it is elsewhere", async () => {
    const { stripe } = await startStripe();
    const charge = await pay(stripe, 20_000);
    await stripe.payouts.create({ amount: 1000, currency: "usd" });
    const { data } = await stripe.balanceTransactions.list({ expand: ["data.source.payment_intent"] });
    expect(data.map(({ source }) => source)).toMatchObject([
      { object: "payout" },
      { id: charge, payment_intent: { object: "payment_intent", latest_charge: charge } },
    ]);
    const unknown = await failureOf(stripe.balanceTransactions.list({ expand: ["data.source.colour"] }));
    expect(unknown).toMatchObject({ statusCode: 400, param: "expand[0]" });
    expect(unknown.message).toContain("'colour' of a charge cannot be expanded");
    const deeper = await failureOf(stripe.balanceTransactions.list({ expand: ["data.currency"] }));
    expect(deeper.message).toContain("'currency' of a balance_transaction cannot be expanded. There are: source.");
  });
});

describe("an amount in a currency with hundredths", () => {
  const currencies = "aed aud brl cad chf czk dkk hkd inr mxn myr nok nzd pln ron sek sgd thb zar".split(" ");
  test.each(currencies)("is charged, refunded, paid out and billed: %s", async (currency) => {
    const { stripe } = await startStripe();
    const paying = { currency, payment_method: "pm_card_bypassPending", confirm: true };
    const intent = await stripe.paymentIntents.create({ ...paying, amount: 2000 });
    expect(intent).toMatchObject({ amount_received: 2000, currency });
    await stripe.refunds.create({ payment_intent: intent.id, amount: 100 });
    const { available } = await stripe.balance.retrieve();
    const { amount = 0 } = available.find((each) => each.currency === currency) ?? {};
    expect(amount).toBeGreaterThan(0);
    await stripe.payouts.create({ amount, currency });
    const price = await stripe.prices.create({ currency, unit_amount: 2000, product_data: { name: "Tea" } });
    const { id: customer } = await stripe.customers.create();
    await stripe.invoiceItems.create({ customer, pricing: { price: price.id } });
    const { id } = await stripe.invoices.create({ customer, pending_invoice_items_behavior: "include", currency });
    expect(await stripe.invoices.finalizeInvoice(id)).toMatchObject({ amount_due: 2000, currency });
    const little = await failureOf(stripe.paymentIntents.create({ ...paying, amount: 1 }));
    expect(little).toMatchObject({ code: "amount_too_small", param: "amount" });
  });

  test("is refused where the currency is not known", async () => {
    const { stripe } = await startStripe();
    const refused = await failureOf(stripe.paymentIntents.create({ amount: 2000, currency: "xxx" }));
    expect(refused).toMatchObject({ statusCode: 400, param: "currency" });
    expect(refused.message).toContain("must be one of: usd, eur");
  });
});

test("an automatic payout names what it paid out, which comes to its amount", async () => {
  const { sandbox, stripe } = await startStripe();
  await sandbox.client.paymentSettings.update({ payout_interval: "daily" });
  await pay(stripe, 20_000);
  await stripe.refunds.create({ charge: await pay(stripe, 1000), amount: 400 });
  await sandbox.clock.advance(day);
  await pay(stripe, 3000);
  await pay(stripe, 5000, "pm_card_visa");
  await sandbox.clock.advance(day);

  const [second, first] = (await stripe.payouts.list()).data;
  const paidBy = async (payout = "") =>
    (await stripe.balanceTransactions.list({ payout, expand: ["data.source"] })).data.map(({ net, type, source }) => {
      expect(source).toHaveProperty("object", type);
      return { net, type };
    });
  const ofFirst = await paidBy(first?.id);
  expect(ofFirst.map(({ type }) => type)).toEqual(["payout", "refund", "charge", "charge"]);
  expect(ofFirst.reduce((sum, { net }) => sum + net, 0)).toBe(0);
  // What is still pending waits for a later one.
  expect(await paidBy(second?.id)).toEqual([
    { net: -2883, type: "payout" },
    { net: 2883, type: "charge" },
  ]);

  await pay(stripe, 1000);
  const manual = await stripe.payouts.create({ amount: 100, currency: "usd" });
  const refused = await failureOf(stripe.balanceTransactions.list({ payout: manual.id }));
  expect(refused).toMatchObject({ statusCode: 400, param: "payout" });
  expect(refused.message).toContain("made by hand");
  const missing = await failureOf(stripe.balanceTransactions.list({ payout: "po_missing" }));
  expect(missing).toMatchObject({ statusCode: 400, code: "resource_missing", param: "payout" });
});
