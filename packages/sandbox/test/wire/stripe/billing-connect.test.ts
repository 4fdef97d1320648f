import type { Stripe } from "stripe";
import { describe, expect, test } from "vitest";

import { reconcileBoth } from "../../support/connect.ts";
import { clientOf, failureOf, startStripe } from "./client.ts";
import { declaring, payerOf } from "./declared.ts";

const declared = declaring(["ApplicationFee", "Invoice", "PaymentIntent", "Subscription", "Transfer"]);
const daySeconds = 24 * 3600;

async function start() {
  const { sandbox, stripe } = await startStripe();
  const seller = await stripe.accounts.create({ type: "custom", capabilities: { transfers: { requested: true } } });
  return { sandbox, stripe, seller: seller.id, native: seller.id.replace("acct_", "conn_") };
}

const monthly = async (stripe: Stripe, amount: number): Promise<string> => {
  const terms = { currency: "usd", unit_amount: amount, recurring: { interval: "month" } } as const;
  return (await stripe.prices.create({ ...terms, product_data: { name: "Seat" } })).id;
};

const noted = (events: Stripe.Event[]) => events.map(({ type }) => type);

describe("a platform that sells subscriptions for a connected account", () => {
  test("keeps its percentage of each invoice, of the first and of renewals", async () => {
    const { sandbox, stripe, seller, native } = await start();
    const customer = await payerOf(stripe);
    const subscription = await stripe.subscriptions.create({
      customer,
      items: [{ price: await monthly(stripe, 2050) }],
      application_fee_percent: 12.5,
      on_behalf_of: seller,
      transfer_data: { destination: seller },
    });
    expect(declared("Subscription", subscription)).toMatchObject({
      status: "active",
      application_fee_percent: 12.5,
      on_behalf_of: seller,
      transfer_data: { amount_percent: null, destination: seller },
    });
    await sandbox.clock.advance(32 * daySeconds);
    const invoices = await stripe.invoices.list({ subscription: subscription.id });
    expect(invoices.data.map((invoice) => [invoice.status, declared("Invoice", invoice).on_behalf_of])).toEqual([
      ["paid", seller],
      ["paid", seller],
    ]);
    const fees = await stripe.applicationFees.list();
    for (const fee of fees.data) declared("ApplicationFee", fee);
    // 12.5 % of 20.50 is 2.5625.
    expect(fees.data.map(({ amount, account }) => [amount, account])).toEqual([
      [256, seller],
      [256, seller],
    ]);
    const { data: transfers } = await stripe.transfers.list({ destination: seller });
    expect(transfers.map(({ amount }) => amount)).toEqual([2050, 2050]);
    await reconcileBoth(sandbox, native);
    const over = await stripe.subscriptions.update(subscription.id, {
      application_fee_percent: "",
      transfer_data: "",
      on_behalf_of: "",
    });
    expect(over).toMatchObject({ application_fee_percent: null, on_behalf_of: null, transfer_data: null });
    await sandbox.clock.advance(31 * daySeconds);
    expect((await stripe.applicationFees.list()).data).toHaveLength(2);
    await reconcileBoth(sandbox, native);
  });

  test("gives a share of each invoice away, of what is left after discounts, prorations and balances", async () => {
    const { sandbox, stripe, seller, native } = await start();
    const customer = await payerOf(stripe);
    await stripe.customers.createBalanceTransaction(customer, { amount: -500, currency: "usd" });
    await stripe.subscriptions.create({
      customer,
      items: [{ price: await monthly(stripe, 2000) }],
      transfer_data: { destination: seller, amount_percent: 80 },
    });
    const { data } = await stripe.transfers.list();
    expect(declared("Transfer", data[0]!)).toMatchObject({ amount: 1200, destination: seller });
    await reconcileBoth(sandbox, native);
  });

  test("takes a fee of what a connected account's own subscription is paid", async () => {
    const { sandbox, stripe, seller, native } = await start();
    const direct = clientOf(sandbox, { stripeAccount: seller });
    const customer = await payerOf(direct);
    const { id } = await direct.subscriptions.create({
      customer,
      items: [{ price: await monthly(direct, 3000) }],
      application_fee_percent: 10,
    });
    await sandbox.clock.advance(32 * daySeconds);
    expect((await direct.invoices.list({ subscription: id })).data.map(({ status }) => status)).toEqual([
      "paid",
      "paid",
    ]);
    expect((await stripe.applicationFees.list()).data.map(({ amount }) => amount)).toEqual([300, 300]);
    await reconcileBoth(sandbox, native);
  });

  test("is refused where the shares do not go together, and nothing is made", async () => {
    const { stripe, seller } = await start();
    const customer = await payerOf(stripe);
    const items = [{ price: await monthly(stripe, 2000) }];
    const nobody = await failureOf(stripe.subscriptions.create({ customer, items, application_fee_percent: 10 }));
    expect(nobody).toMatchObject({ statusCode: 400, param: "application_fee_percent" });
    const both = await failureOf(
      stripe.subscriptions.create({
        customer,
        items,
        application_fee_percent: 10,
        transfer_data: { destination: seller, amount_percent: 50 },
      }),
    );
    expect(both).toMatchObject({ statusCode: 400, param: "application_fee_percent" });
    const foreign = await failureOf(
      stripe.subscriptions.create({ customer, items, transfer_data: { destination: "acct_none" } }),
    );
    expect(foreign).toMatchObject({ code: "resource_missing", param: "transfer_data[destination]" });
    const tooMuch = await failureOf(
      stripe.subscriptions.create({
        customer,
        items,
        application_fee_percent: 101,
        transfer_data: { destination: seller },
      }),
    );
    expect(tooMuch).toMatchObject({ statusCode: 400, param: "application_fee_percent" });
    expect((await stripe.subscriptions.list()).data).toEqual([]);
  });

  test("sets the fee of a draft by an amount, which is never more than is due", async () => {
    const { sandbox, stripe, seller, native } = await start();
    const customer = await payerOf(stripe);
    await stripe.invoiceItems.create({ customer, amount: 1000, currency: "usd" });
    const draft = await stripe.invoices.create({
      customer,
      pending_invoice_items_behavior: "include",
      transfer_data: { destination: seller },
    });
    await stripe.invoices.update(draft.id, { application_fee_amount: 150 });
    const open = await stripe.invoices.finalizeInvoice(draft.id);
    const late = await failureOf(stripe.invoices.update(open.id, { application_fee_amount: 1 }));
    expect(late).toMatchObject({ statusCode: 400, param: "application_fee_amount" });
    await stripe.creditNotes.create({ invoice: open.id, amount: 900 });
    const [intent] = (await stripe.paymentIntents.list()).data;
    expect(declared("PaymentIntent", intent!)).toMatchObject({ amount: 100, application_fee_amount: 100 });
    await stripe.invoices.pay(open.id);
    expect((await stripe.applicationFees.list()).data.map(({ amount }) => amount)).toEqual([100]);
    expect(noted((await stripe.events.list({ type: "transfer.created" })).data)).toHaveLength(1);
    await reconcileBoth(sandbox, native);
  });

  test("subscribes by Checkout, with the same shares", async () => {
    const { sandbox, stripe, seller, native } = await start();
    const session = await stripe.checkout.sessions.create({
      mode: "subscription",
      success_url: "http://localhost:3000/done",
      line_items: [{ price: await monthly(stripe, 4000), quantity: 1 }],
      subscription_data: { application_fee_percent: 25, transfer_data: { destination: seller } },
    });
    const id = session.id;
    await sandbox.client.checkoutSessions.pay(id, { payment_method: "pm_card_visa", email: "ada@example.com" });
    const { subscription } = await stripe.checkout.sessions.retrieve(id, { expand: ["subscription"] });
    expect(subscription).toMatchObject({ application_fee_percent: 25, transfer_data: { destination: seller } });
    expect((await stripe.applicationFees.list()).data.map(({ amount }) => amount)).toEqual([1000]);
    await reconcileBoth(sandbox, native);
  });
});
