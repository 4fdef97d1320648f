import { quoteStatuses, type Client, type QuoteStatus } from "@micro/sdk";
import { describe, expect, test } from "vitest";

import { quoteCommands, quoteTransitions, type QuoteCommand } from "../../src/services/billing/quotes/quote-state.ts";
import { failureOf } from "../support/failure.ts";
import { eventTypesOf, newestSeq } from "../support/look.ts";
import { differencesOf } from "../support/payments.ts";
import { frozenAt, startSandbox } from "../support/sandbox.ts";

const daySeconds = 24 * 3600;

/** A customer with a card; tea, which is bought once, and a club, which is paid monthly. */
async function shopOf(client: Client) {
  const { id: customer } = await client.customers.create({});
  const { id: method } = await client.paymentMethods.attach("pm_card_visa", { customer });
  await client.customers.update(customer, { default_payment_method: method });
  const price = async (name: string, more: Partial<Parameters<Client["prices"]["create"]>[0]>) => {
    const { id: product } = await client.products.create({ name });
    return (await client.prices.create({ product, currency: "usd", unit_amount: 1000, ...more })).id;
  };
  return {
    customer,
    tea: await price("Tea", {}),
    club: await price("Club", { unit_amount: 3000, recurring: { interval: "month" } }),
    yearly: await price("Yearly", { recurring: { interval: "year" } }),
    archived: await price("Old", { active: false }),
    euros: await price("Euros", { currency: "eur" }),
  };
}

test("a quote that is accepted is a draft of an invoice, with the same total", async () => {
  const sandbox = await startSandbox();
  const { client } = sandbox;
  const { customer, tea } = await shopOf(client);
  const { id: rate } = await client.taxRates.create({ display_name: "VAT", inclusive: false, percentage: "20" });
  const draft = await client.quotes.create({ customer, line_items: [{ price: tea }], default_tax_rates: [rate] });
  expect(draft).toMatchObject({ status: "draft", number: null, expires_at: frozenAt + 30 * daySeconds });
  const changed = await client.quotes.update(draft.id, { line_items: [{ price: tea, quantity: 3 }] });
  expect(changed).toMatchObject({ amount_subtotal: 3000, amount_total: 3600, total_taxes: [{ amount: 600 }] });
  expect(await client.quotes.finalize(draft.id)).toMatchObject({ status: "open", number: "QT-000001" });
  const accepted = await client.quotes.accept(draft.id);
  expect(accepted).toMatchObject({ status: "accepted", subscription: null });
  expect(await client.invoices.get(accepted.invoice!)).toMatchObject({
    status: "draft",
    total: 3600,
    lines: { data: [{ description: "Tea", quantity: 3, amount: 3000 }] },
  });
  expect((await eventTypesOf(client)).filter((type) => type.startsWith("quote"))).toEqual([
    "quote.created",
    "quote.finalized",
    "quote.accepted",
  ]);
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("where something falls due again it is a subscription, with what is bought once on its first invoice", async () => {
  const sandbox = await startSandbox();
  const { client } = sandbox;
  const { customer, tea, club } = await shopOf(client);
  const line_items = [{ price: club, quantity: 2 }, { price: tea }];
  const { id, recurring } = await client.quotes.create({ customer, line_items });
  expect(recurring).toEqual({
    amount_subtotal: 6000,
    amount_discount: 0,
    amount_tax: 0,
    amount_total: 6000,
    interval: "month",
    interval_count: 1,
  });
  await client.quotes.finalize(id);
  const { invoice, subscription } = await client.quotes.accept(id);
  expect(await client.subscriptions.get(subscription!)).toMatchObject({ status: "active", items: { data: [{}] } });
  expect(await client.invoices.get(invoice!)).toMatchObject({ status: "paid", total: 7000, subscription });
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("the lines of a quote are listed with their prices and taxes, and keep their ids", async () => {
  const { client } = await startSandbox();
  const { customer, tea } = await shopOf(client);
  const { id: rate } = await client.taxRates.create({ display_name: "VAT", inclusive: true, percentage: "25" });
  const line_items = [{ price: tea }, { price: tea, quantity: 2 }];
  const quote = await client.quotes.create({ customer, line_items, default_tax_rates: [rate] });
  expect(quote).toMatchObject({ amount_total: 3000, recurring: null });
  expect(await client.quotes.lineItems(quote.id)).toMatchObject({
    url: `/billing/quotes/${quote.id}/line_items`,
    data: [
      { object: "item", amount_subtotal: 1000, amount_tax: 200, amount_total: 1000, price: { id: tea } },
      { object: "item", amount_subtotal: 2000, amount_tax: 400, amount_total: 2000, description: "Tea" },
    ],
  });
  const described = await client.quotes.update(quote.id, { description: "Tea for two" });
  expect(described.line_items).toEqual(quote.line_items);
  expect(await client.quotes.update(quote.id, { description: "" })).toMatchObject({ description: null });
});

test("finalising a quote may set when it expires, and refuses what is past", async () => {
  const { client } = await startSandbox();
  const { customer, tea } = await shopOf(client);
  const { id } = await client.quotes.create({ customer, line_items: [{ price: tea }] });
  const before = await newestSeq(client);
  const failure = await failureOf(client.quotes.finalize(id, { expires_at: frozenAt }));
  expect(failure).toMatchObject({ code: "parameter_invalid", param: "expires_at" });
  expect(await newestSeq(client)).toBe(before);
  expect(await client.quotes.get(id)).toMatchObject({ status: "draft", number: null });
  const open = await client.quotes.finalize(id, { expires_at: frozenAt + daySeconds });
  expect(open).toMatchObject({ status: "open", expires_at: frozenAt + daySeconds });
});

test("a quote that nobody accepts expires", async () => {
  const { client, clock } = await startSandbox();
  const { customer, tea } = await shopOf(client);
  const { id } = await client.quotes.create({
    customer,
    line_items: [{ price: tea }],
    expires_at: frozenAt + 7 * daySeconds,
  });
  await client.quotes.finalize(id);
  await clock.advance(7 * daySeconds - 1);
  expect(await client.quotes.get(id)).toMatchObject({ status: "open" });
  await clock.advance(1);
  expect(await client.quotes.get(id)).toMatchObject({ status: "canceled" });
  expect(await eventTypesOf(client)).toContain("quote.canceled");
});

test("what makes no quote is refused, and nothing is written", async () => {
  const { client } = await startSandbox();
  const { customer, tea, club, yearly, archived, euros } = await shopOf(client);
  const { id: rate } = await client.taxRates.create({ display_name: "VAT", inclusive: false, percentage: "20" });
  const { id: inEuros } = await client.prices.create({
    currency: "usd",
    unit_amount: 3000,
    currency_options: { eur: { unit_amount: 2500 } },
    recurring: { interval: "month" },
    product_data: { name: "Abroad" },
  });
  const line_items = [{ price: tea }];
  const cases: [Partial<Parameters<typeof client.quotes.create>[0]>, code: string, param: string][] = [
    [{ customer: "cus_gone" }, "resource_missing", "customer"],
    [{ line_items: [{ price: "price_gone" }] }, "resource_missing", "line_items.0.price"],
    [{ line_items: [{ price: tea }, { price: archived }] }, "parameter_invalid", "line_items.1.price"],
    [{ line_items: [{ price: tea }, { price: euros }] }, "currency_mismatch", "line_items.1.price"],
    [{ line_items: [{ price: club }, { price: tea }, { price: yearly }] }, "parameter_invalid", "line_items.2.price"],
    [{ line_items: [{}] }, "parameter_missing", "line_items.0.price"],
    [{ line_items: [{ price: tea, tax_rates: ["txr_gone"] }] }, "resource_missing", "line_items.0.tax_rates.0"],
    [
      { line_items: [{ price: tea, discounts: [{ coupon: "gone" }] }] },
      "resource_missing",
      "line_items.0.discounts.0.coupon",
    ],
    [
      { line_items: [{ price_data: { currency: "usd", unit_amount: 1 } }] },
      "parameter_missing",
      "line_items.0.price_data.product",
    ],
    [{ discounts: [{ coupon: "gone" }] }, "resource_missing", "discounts.0.coupon"],
    [{ subscription_data: { trial_period_days: 3 } }, "parameter_invalid", "subscription_data"],
    [
      {
        line_items: [{ price: inEuros }],
        currency: "eur",
        default_tax_rates: [rate],
        subscription_data: { effective_date: frozenAt + daySeconds },
      },
      "parameter_invalid",
      "subscription_data.effective_date",
    ],
    [{ default_tax_rates: ["txr_gone"] }, "resource_missing", "default_tax_rates.0"],
    [{ expires_at: frozenAt }, "parameter_invalid", "expires_at"],
    [{ days_until_due: 3 }, "parameter_invalid", "days_until_due"],
    [{ collection_method: "send_invoice" }, "parameter_missing", "days_until_due"],
  ];
  const before = await newestSeq(client);
  for (const [sent, code, param] of cases) {
    const failure = await failureOf(client.quotes.create({ customer, line_items, ...sent }));
    expect(failure).toMatchObject({ code, param });
  }
  expect(await newestSeq(client)).toBe(before);
  expect((await client.quotes.list()).data).toEqual([]);
});

test("discounts and tax rates of a quote and of its lines are those of the subscription, and its total is the first invoice's", async () => {
  const sandbox = await startSandbox();
  const { client, clock } = sandbox;
  const { customer, tea, club } = await shopOf(client);
  const { id: vat } = await client.taxRates.create({ display_name: "VAT", inclusive: false, percentage: "20" });
  const { id: low } = await client.taxRates.create({ display_name: "Low", inclusive: false, percentage: "5" });
  const once = await client.coupons.create({ percent_off: "10", duration: "once" });
  const always = await client.coupons.create({ amount_off: 500, currency: "usd", duration: "forever" });
  const quote = await client.quotes.create({
    customer,
    line_items: [
      { price: club, quantity: 2, discounts: [{ coupon: always.id }] },
      { price: tea, tax_rates: [low] },
    ],
    default_tax_rates: [vat],
    discounts: [{ coupon: once.id }],
  });
  // (6000 - 500) less a tenth, with 20 %; 1000 less a tenth, with 5 %.
  expect(quote).toMatchObject({
    amount_subtotal: 7000,
    amount_total: 5940 + 945,
    recurring: { amount_discount: 1050, amount_tax: 990, amount_total: 5940 },
    upfront: { amount_discount: 1150, amount_total: 6885 },
    line_items: [{ amount_discount: 1050 }, { amount_discount: 100, tax_rates: [low] }],
  });
  await client.quotes.finalize(quote.id);
  const [discount] = quote.discounts;
  const early = await failureOf(client.invoices.create({ customer, discounts: [{ discount: discount! }] }));
  expect(early).toMatchObject({ code: "resource_missing", param: "discounts.0.discount" });
  const { invoice, subscription } = await client.quotes.accept(quote.id);
  expect(await client.invoices.get(invoice!)).toMatchObject({ status: "paid", total: 6885, quote: null, subscription });
  expect((await client.coupons.get(once.id)).times_redeemed).toBe(1);
  expect(await client.discounts.get(discount!)).toMatchObject({ subscription, end: frozenAt });
  await clock.advance(32 * daySeconds);
  const [next] = (await client.invoices.list({ subscription: subscription! })).data;
  expect(next).toMatchObject({ billing_reason: "subscription_cycle", total: 6600 });
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("what is bought once is priced with the quote, and the invoice names it", async () => {
  const sandbox = await startSandbox();
  const { client } = sandbox;
  const { customer } = await shopOf(client);
  const coupon = await client.coupons.create({ percent_off: "50", duration: "once" });
  const { id } = await client.quotes.create({
    customer,
    line_items: [
      {
        price_data: { currency: "usd", unit_amount: 800, product_data: { name: "Kettle" } },
        quantity: 2,
        discounts: [{ coupon: coupon.id }],
      },
    ],
    header: "Dear Ada",
    footer: "Yours",
  });
  const changed = await client.quotes.update(id, { header: "", metadata: { a: "1" } });
  expect(changed).toMatchObject({ header: null, footer: "Yours", amount_total: 800 });
  await client.quotes.finalize(id);
  const { invoice } = await client.quotes.accept(id);
  const made = await client.invoices.get(invoice!, { expand: ["quote"] });
  expect(made).toMatchObject({ total: 800, quote: { id, status: "accepted" } });
  expect(made.lines.data).toMatchObject([{ description: "Kettle", quantity: 2, amount: 1600 }]);
  await client.invoices.pay(invoice!);
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("a quote takes the discount that its customer has, unless it is told another", async () => {
  const { client } = await startSandbox();
  const { customer, tea } = await shopOf(client);
  const coupon = await client.coupons.create({ percent_off: "20", duration: "forever" });
  await client.discounts.create({ customer, coupon: coupon.id });
  const quote = await client.quotes.create({ customer, line_items: [{ price: tea }] });
  expect(quote.amount_total).toBe(800);
  expect((await client.quotes.create({ customer, line_items: [{ price: tea }], discounts: [] })).amount_total).toBe(
    1000,
  );
  await client.quotes.finalize(quote.id);
  const { invoice } = await client.quotes.accept(quote.id);
  expect((await client.invoices.get(invoice!)).total).toBe(800);
});

test("a subscription begins with its trial, or later by a schedule", async () => {
  const sandbox = await startSandbox();
  const { client, clock } = sandbox;
  const { customer, club, tea } = await shopOf(client);
  const accepted = async (terms: Partial<Parameters<typeof client.quotes.create>[0]>) => {
    const quote = await client.quotes.create({ customer, line_items: [{ price: club }], ...terms });
    await client.quotes.finalize(quote.id);
    return { quote, made: await client.quotes.accept(quote.id) };
  };
  const trial = await accepted({
    line_items: [{ price: club }, { price: tea }],
    subscription_data: { trial_period_days: 7, description: "The club", metadata: { from: "quote" } },
  });
  expect(trial.quote).toMatchObject({ amount_total: 4000, upfront: { amount_total: 1000 } });
  expect(await client.subscriptions.get(trial.made.subscription!)).toMatchObject({
    status: "trialing",
    trial_end: frozenAt + 7 * daySeconds,
    description: "The club",
    metadata: { from: "quote" },
  });
  expect((await client.invoices.get(trial.made.invoice!)).total).toBe(1000);
  const start = frozenAt + 5 * daySeconds;
  const later = await accepted({ subscription_data: { effective_date: start, metadata: { from: "quote" } } });
  expect(later.made).toMatchObject({ subscription: null, invoice: null });
  const schedule = later.made.subscription_schedule!;
  expect(await client.subscriptionSchedules.get(schedule)).toMatchObject({
    status: "not_started",
    phases: [{ start_date: start, items: [{ price: club, quantity: 1 }], metadata: { from: "quote" } }],
  });
  await clock.advance(5 * daySeconds);
  const { subscription } = await client.subscriptionSchedules.get(schedule);
  expect(await client.subscriptions.get(subscription!)).toMatchObject({ status: "active", start_date: start });
  const past = await client.quotes.create({
    customer,
    line_items: [{ price: club }],
    subscription_data: { effective_date: start + 60 },
  });
  await client.quotes.finalize(past.id);
  await clock.advance(120);
  expect(await client.quotes.accept(past.id)).toMatchObject({
    subscription: expect.stringMatching(/^sub_/) as string,
    subscription_schedule: null,
  });
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("what begins later begins with the quote's discounts, taxes and trial, and with what is bought once", async () => {
  const sandbox = await startSandbox();
  const { client, clock } = sandbox;
  const { customer, club, tea } = await shopOf(client);
  const { id: vat } = await client.taxRates.create({ display_name: "VAT", inclusive: false, percentage: "20" });
  const half = await client.coupons.create({ percent_off: "50", duration: "repeating", duration_in_months: 2 });
  const less = await client.coupons.create({ amount_off: 100, currency: "usd", duration: "forever" });
  const start = frozenAt + 5 * daySeconds;
  const accepted = async (more: Partial<Parameters<typeof client.quotes.create>[0]>, days: number | null = null) => {
    const quote = await client.quotes.create({
      customer,
      line_items: [{ price: club, discounts: [{ coupon: less.id }] }, { price: tea }],
      default_tax_rates: [vat],
      discounts: [{ coupon: half.id }],
      subscription_data: { effective_date: start, trial_period_days: days },
      ...more,
    });
    await client.quotes.finalize(quote.id);
    return { quote, schedule: (await client.quotes.accept(quote.id)).subscription_schedule! };
  };
  const now = await accepted({});
  const trial = await accepted({ collection_method: "send_invoice", days_until_due: 7 }, 45);
  await clock.advance(5 * daySeconds);
  const { subscription } = await client.subscriptionSchedules.get(now.schedule);
  const [first] = (await client.invoices.list({ subscription: subscription! })).data;
  expect(first).toMatchObject({ status: "paid", total: now.quote.amount_total });
  expect(now.quote.amount_total).toBe((1450 + 500) * 1.2);
  // Two months, from when it began.
  expect((await client.discounts.get(now.quote.discounts[0]!)).end).toBe(Date.UTC(2027, 2, 20, 8) / 1000);
  const tried = (await client.subscriptionSchedules.get(trial.schedule)).subscription!;
  expect(await client.subscriptions.get(tried)).toMatchObject({
    status: "trialing",
    trial_end: start + 45 * daySeconds,
    collection_method: "send_invoice",
  });
  await clock.advance(80 * daySeconds);
  expect((await client.subscriptions.get(tried)).status).not.toBe("canceled");
  expect(await client.subscriptionSchedules.get(trial.schedule)).toMatchObject({ status: "released" });
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("a revision is as the quote that it is from, and takes its place when it is finalised", async () => {
  const { client } = await startSandbox();
  const { customer, tea } = await shopOf(client);
  const { id: vat } = await client.taxRates.create({ display_name: "VAT", inclusive: false, percentage: "20" });
  const coupon = await client.coupons.create({ percent_off: "50", duration: "once", max_redemptions: 2 });
  const first = await client.quotes.create({
    customer,
    line_items: [{ price: tea, quantity: 3 }],
    default_tax_rates: [vat],
    discounts: [{ coupon: coupon.id }],
    header: "Hello",
    metadata: { order: "7" },
  });
  const revise = () => client.quotes.create({ from_quote: { quote: first.id, is_revision: true } });
  expect(await failureOf(revise())).toMatchObject({ code: "state_conflict", param: "from_quote.quote" });
  await client.quotes.finalize(first.id);
  const more = client.quotes.create({ customer, from_quote: { quote: first.id } });
  expect(await failureOf(more)).toMatchObject({ code: "parameter_invalid", param: "customer" });
  const second = await revise();
  expect(second).toMatchObject({
    status: "draft",
    customer,
    header: "Hello",
    amount_total: 1800,
    metadata: { order: "7" },
    from_quote: { is_revision: true, quote: first.id },
  });
  expect((await client.quotes.get(first.id)).status).toBe("open");
  const before = await newestSeq(client);
  await client.quotes.finalize(second.id);
  expect((await client.quotes.get(first.id)).status).toBe("canceled");
  expect(await eventTypesOf(client, before)).toEqual(["quote.canceled", "quote.finalized"]);
  // The coupon is used up: it was redeemed for each of the two.
  const third = await failureOf(client.quotes.create({ from_quote: { quote: second.id } }));
  expect(third.code).toBe("coupon_expired");
  expect((await client.quotes.list()).data).toHaveLength(2);
});

const roads: Record<QuoteStatus, (client: Client, id: string) => Promise<unknown>> = {
  draft: () => Promise.resolve(),
  open: (client, id) => client.quotes.finalize(id),
  accepted: async (client, id) => {
    await client.quotes.finalize(id);
    await client.quotes.accept(id);
  },
  canceled: (client, id) => client.quotes.cancel(id),
};

const calls: Record<QuoteCommand, (client: Client, id: string) => PromiseLike<unknown>> = {
  edit: (client, id) => client.quotes.update(id, { description: "Changed" }),
  finalize: (client, id) => client.quotes.finalize(id),
  accept: (client, id) => client.quotes.accept(id),
  cancel: (client, id) => client.quotes.cancel(id),
};

describe.each(quoteStatuses)("a quote that is %s", (status) => {
  test("takes or refuses each command as the table says", async () => {
    const { client } = await startSandbox();
    const { customer, tea } = await shopOf(client);
    for (const command of quoteCommands) {
      const { id } = await client.quotes.create({ customer, line_items: [{ price: tea }] });
      await roads[status](client, id);
      const next = quoteTransitions[status][command];
      if (next === null) {
        const before = await newestSeq(client);
        expect(await failureOf(calls[command](client, id))).toMatchObject({ status: 409, code: "state_conflict" });
        expect(await newestSeq(client)).toBe(before);
      } else await calls[command](client, id);
      expect(await client.quotes.get(id)).toMatchObject({ status: next ?? status });
    }
  });
});
