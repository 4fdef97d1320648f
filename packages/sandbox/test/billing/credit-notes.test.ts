import type { Client } from "@micro/sdk";
import { expect, test } from "vitest";

import { failureOf } from "../support/failure.ts";
import { balancesOf, eventTypesOf, newestSeq } from "../support/look.ts";
import { differencesOf } from "../support/payments.ts";
import { startSandbox } from "../support/sandbox.ts";

/** An open invoice of 100.00 dollars and 20 % tax, less 10 % discount: 108.00 are due, 18.00 of them tax. */
async function openInvoice(client: Client, card = "pm_card_visa") {
  const { id: customer } = await client.customers.create({ name: "Ada" });
  const { id: method } = await client.paymentMethods.attach(card, { customer });
  await client.customers.update(customer, { default_payment_method: method });
  const { id: coupon } = await client.coupons.create({ percent_off: "10" });
  const { id: rate } = await client.taxRates.create({ display_name: "VAT", inclusive: false, percentage: "20" });
  const { id: product } = await client.products.create({ name: "Tea" });
  const { id: price } = await client.prices.create({ product, currency: "usd", unit_amount: 2500 });
  await client.invoiceItems.create({ customer, price, quantity: 4 });
  const draft = await client.invoices.create({
    customer,
    pending_invoice_items_behavior: "include",
    discounts: [{ coupon }],
    default_tax_rates: [rate],
  });
  const invoice = await client.invoices.finalize(draft.id);
  return { customer, invoice, line: invoice.lines.data[0]!.id, intent: invoice.payment_intent! };
}

/** The same, paid. */
async function paidInvoice(client: Client) {
  const opened = await openInvoice(client, "pm_card_bypassPending");
  return { ...opened, invoice: await client.invoices.pay(opened.invoice.id) };
}

const held = async (client: Client, ...codes: string[]) => {
  const { accounts } = await balancesOf(client);
  return codes.map((code) => accounts[`${code}:usd usd`] ?? 0);
};

test("a credit note on an open invoice leaves less to pay, of tax too", async () => {
  const sandbox = await startSandbox();
  const { client } = sandbox;
  const { invoice, line, intent } = await openInvoice(client);
  expect(invoice.amount_due).toBe(10_800);
  const note = await client.creditNotes.create({
    invoice: invoice.id,
    lines: [{ type: "invoice_line_item", invoice_line_item: line, quantity: 1 }],
    reason: "order_change",
  });
  expect(note).toMatchObject({
    number: "INV-000001-CN-01",
    status: "issued",
    type: "pre_payment",
    subtotal: 2500,
    total_excluding_tax: 2250,
    total: 2700,
    total_discount_amounts: [{ amount: 250 }],
    total_taxes: [{ amount: 450, taxable_amount: 2250 }],
    pre_payment_amount: 2700,
    post_payment_amount: 0,
  });
  expect(await client.invoices.get(invoice.id)).toMatchObject({
    status: "open",
    amount_due: 8100,
    pre_payment_credit_notes_amount: 2700,
  });
  expect(await client.paymentIntents.get(intent)).toMatchObject({ amount: 8100 });
  expect(await held(client, "assets:receivable", "revenue:sales", "liabilities:tax_payable")).toEqual([
    8100, -6750, -1350,
  ]);
  expect(await client.invoices.pay(invoice.id)).toMatchObject({ status: "paid", amount_paid: 8100 });
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("a credit note over all that is due has the invoice paid, without a payment", async () => {
  const sandbox = await startSandbox();
  const { client } = sandbox;
  const { invoice, intent } = await openInvoice(client);
  await client.creditNotes.create({ invoice: invoice.id, amount: 10_800 });
  expect(await client.invoices.get(invoice.id)).toMatchObject({ status: "paid", amount_paid: 0, amount_due: 0 });
  expect(await client.paymentIntents.get(intent)).toMatchObject({ status: "canceled" });
  expect(await held(client, "assets:receivable", "revenue:sales", "liabilities:tax_payable")).toEqual([0, 0, 0]);
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("a credit note is void while its invoice is open, and is owed again; a void invoice owes the rest no more", async () => {
  const sandbox = await startSandbox();
  const { client } = sandbox;
  const { invoice, intent } = await openInvoice(client);
  const before = await newestSeq(client);
  const { id } = await client.creditNotes.create({ invoice: invoice.id, amount: 1000 });
  await client.creditNotes.update(id, { memo: "Sorry" });
  expect(await client.creditNotes.void(id)).toMatchObject({ status: "void", memo: "Sorry" });
  expect(await client.invoices.get(invoice.id)).toMatchObject({ amount_due: 10_800 });
  expect(await client.paymentIntents.get(intent)).toMatchObject({ amount: 10_800 });
  expect(await failureOf(client.creditNotes.void(id))).toMatchObject({ code: "state_conflict", param: "id" });
  await client.creditNotes.create({ invoice: invoice.id, amount: 1333 });
  await client.invoices.void(invoice.id);
  expect(await held(client, "assets:receivable", "revenue:sales", "liabilities:tax_payable")).toEqual([0, 0, 0]);
  const types = (await eventTypesOf(client, before)).filter((type) => type.startsWith("credit_note"));
  expect(types).toEqual(["credit_note.created", "credit_note.updated", "credit_note.voided", "credit_note.created"]);
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("of a paid invoice a part is refunded, a part goes to the balance, and a part was paid back elsewhere", async () => {
  const sandbox = await startSandbox();
  const { client } = sandbox;
  const { invoice, customer, intent } = await paidInvoice(client);
  const note = await client.creditNotes.create({
    invoice: invoice.id,
    amount: 5400,
    refund_amount: 3000,
    credit_amount: 2000,
    out_of_band_amount: 400,
  });
  expect(note).toMatchObject({ type: "post_payment", post_payment_amount: 5400, total_excluding_tax: 4500 });
  expect(await client.refunds.get(note.refunds[0]!.refund)).toMatchObject({ amount: 3000, payment_intent: intent });
  expect(await client.customerBalanceTransactions.get(note.customer_balance_transaction!)).toMatchObject({
    type: "credit_note",
    amount: -2000,
    credit_note: note.id,
    invoice: invoice.id,
    ending_balance: -2000,
  });
  expect(await client.invoices.get(invoice.id)).toMatchObject({
    status: "paid",
    amount_paid: 10_800,
    post_payment_credit_notes_amount: 5400,
  });
  expect(
    await held(client, "revenue:sales", "liabilities:tax_payable", "liabilities:customer_credit", "revenue:refunds"),
  ).toEqual([-4500, -900, -2000, 0]);
  await client.invoiceItems.create({ customer, amount: 1500, currency: "usd" });
  const next = await client.invoices.create({ customer, pending_invoice_items_behavior: "include" });
  expect(await client.invoices.finalize(next.id)).toMatchObject({
    status: "paid",
    starting_balance: -2000,
    ending_balance: -500,
  });
  expect(await failureOf(client.creditNotes.void(note.id))).toMatchObject({ code: "state_conflict" });
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("credit notes that credit all of a line credit all of its discounts and taxes, whatever their sizes", async () => {
  const sandbox = await startSandbox();
  const { client } = sandbox;
  const { invoice, line } = await paidInvoice(client);
  const credit = (amount: number, total: number) =>
    client.creditNotes.create({
      invoice: invoice.id,
      lines: [{ type: "invoice_line_item", invoice_line_item: line, amount }],
      credit_amount: total,
    });
  const notes = [await credit(3333, 3600), await credit(1, 1), await credit(3333, 3599), await credit(3333, 3600)];
  const sum = (of: (note: (typeof notes)[number]) => number) => notes.reduce((total, note) => total + of(note), 0);
  expect(sum(({ total }) => total)).toBe(10_800);
  expect(sum(({ total_taxes: [tax] }) => tax!.amount)).toBe(1800);
  expect(sum(({ total_discount_amounts: [discount] }) => discount!.amount)).toBe(1000);
  expect(await held(client, "revenue:sales", "liabilities:tax_payable")).toEqual([0, 0]);
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("a sum that is credited after the line that has the taxes takes none of them, and owes none back", async () => {
  const sandbox = await startSandbox();
  const { client } = sandbox;
  const { customer } = await openInvoice(client);
  const { id: rate } = await client.taxRates.create({ display_name: "VAT", inclusive: false, percentage: "20" });
  const { id } = await client.invoices.create({ customer });
  const { lines } = await client.invoices.addLines(id, {
    lines: [
      { amount: 10_000, description: "Tea", tax_rates: [rate] },
      { amount: 10_000, description: "Books" },
    ],
  });
  await client.invoices.finalize(id);
  const tea = { type: "invoice_line_item", invoice_line_item: lines.data[0]!.id, amount: 10_000 } as const;
  expect(await client.creditNotes.create({ invoice: id, lines: [tea] })).toMatchObject({ total: 12_000 });
  expect(await client.creditNotes.create({ invoice: id, amount: 5000 })).toMatchObject({
    total: 5000,
    total_excluding_tax: 5000,
    total_taxes: [{ amount: 0, taxable_amount: 0 }],
  });
  expect(await client.creditNotes.create({ invoice: id, amount: 5000 })).toMatchObject({ total_excluding_tax: 5000 });
  expect(await client.invoices.get(id)).toMatchObject({ status: "paid", amount_due: 0 });
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("a line that is credited after a sum takes the taxes that the sum left, and lines without tax leave them to a sum", async () => {
  const sandbox = await startSandbox();
  const { client } = sandbox;
  const { customer } = await openInvoice(client);
  const { id: rate } = await client.taxRates.create({ display_name: "VAT", inclusive: false, percentage: "20" });
  const made = async () => {
    const { id } = await client.invoices.create({ customer });
    const lines = [
      { amount: 10_000, description: "Tea", tax_rates: [rate] },
      { amount: 10_000, description: "Books" },
    ];
    const { data } = (await client.invoices.addLines(id, { lines })).lines;
    await client.invoices.finalize(id);
    return { id, tea: { type: "invoice_line_item", invoice_line_item: data[0]!.id, amount: 10_000 } as const };
  };
  const first = await made();
  await client.creditNotes.create({ invoice: first.id, amount: 11_000 });
  expect(await client.creditNotes.create({ invoice: first.id, lines: [first.tea] })).toMatchObject({
    subtotal: 10_000,
    total: 11_000,
    total_taxes: [{ amount: 1000, taxable_amount: 5000 }],
  });
  expect(await client.invoices.get(first.id)).toMatchObject({ status: "paid", amount_due: 0 });

  const second = await made();
  const custom = { type: "custom_line_item", unit_amount: 20_001 } as const;
  const before = await newestSeq(client);
  const refused = client.creditNotes.create({ invoice: second.id, lines: [custom] });
  expect(await failureOf(refused)).toMatchObject({ code: "amount_too_large", param: "lines" });
  expect(await newestSeq(client)).toBe(before);
  await client.creditNotes.create({ invoice: second.id, lines: [{ ...custom, unit_amount: 20_000 }] });
  expect(await client.creditNotes.create({ invoice: second.id, amount: 2000 })).toMatchObject({
    total_excluding_tax: 0,
    total_taxes: [{ amount: 2000 }],
  });
  // Only the invoice that the customer came with is owed, with its tax.
  expect(await held(client, "liabilities:tax_payable")).toEqual([-1800]);
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("a line below zero is taken back in parts, and no more of it than it gave", async () => {
  const { client } = await startSandbox();
  const { customer } = await openInvoice(client);
  const { id } = await client.invoices.create({ customer });
  const { lines } = await client.invoices.addLines(id, {
    lines: [
      { amount: 10_000, description: "Tea" },
      { amount: -1000, description: "Rebate" },
    ],
  });
  await client.invoices.finalize(id);
  const [tea, rebate] = lines.data.map((line) => ({ type: "invoice_line_item", invoice_line_item: line.id }) as const);
  const credit = (amount: number, quantity: number) =>
    client.creditNotes.create({
      invoice: id,
      lines: [
        { ...tea!, amount },
        { ...rebate!, quantity },
      ],
    });
  expect(await failureOf(credit(10_000, 2))).toMatchObject({ code: "amount_too_large", param: "lines.1.quantity" });
  expect(await credit(5000, 1)).toMatchObject({ total: 4000 });
  expect(await failureOf(credit(5000, 1))).toMatchObject({ code: "amount_too_large", param: "lines.1.quantity" });
});

test("a preview writes nothing", async () => {
  const { client } = await startSandbox();
  const { invoice } = await openInvoice(client);
  const before = await newestSeq(client);
  const shown = await client.creditNotes.preview({
    invoice: invoice.id,
    lines: [{ type: "custom_line_item", description: "Late", unit_amount: 100, quantity: 3 }],
  });
  expect(shown).toMatchObject({ total: 300, total_taxes: [], lines: { data: [{ description: "Late", amount: 300 }] } });
  expect(await newestSeq(client)).toBe(before);
  expect((await client.creditNotes.list({ invoice: invoice.id })).data).toEqual([]);
});

test("what was written off is credited: there is less of a bad debt, and the rest can be paid, taken back or credited", async () => {
  for (const end of ["pay", "void", "credit", "leave"] as const) {
    const sandbox = await startSandbox();
    const { client } = sandbox;
    const { invoice } = await openInvoice(client);
    await client.creditNotes.create({ invoice: invoice.id, amount: 1800 });
    await client.invoices.markUncollectible(invoice.id);
    expect(await held(client, "expenses:bad_debts", "assets:receivable")).toEqual([9000, 0]);
    const note = await client.creditNotes.create({
      invoice: invoice.id,
      amount: 5400,
      reason: "product_unsatisfactory",
    });
    expect(note).toMatchObject({
      type: "pre_payment",
      pre_payment_amount: 5400,
      post_payment_amount: 0,
      refunds: [],
      reason: "product_unsatisfactory",
    });
    expect(await client.invoices.get(invoice.id)).toMatchObject({
      status: "uncollectible",
      amount_due: 3600,
      amount_remaining: 3600,
      pre_payment_credit_notes_amount: 7200,
    });
    expect(
      await held(client, "expenses:bad_debts", "assets:receivable", "revenue:sales", "liabilities:tax_payable"),
    ).toEqual([3600, 0, -3000, -600]);
    expect(await failureOf(client.creditNotes.void(note.id))).toMatchObject({ code: "state_conflict", param: "id" });
    const more = client.creditNotes.create({ invoice: invoice.id, amount: 3601 });
    expect(await failureOf(more)).toMatchObject({ code: "amount_too_large", param: "amount" });
    const back = client.creditNotes.create({ invoice: invoice.id, amount: 100, refund_amount: 100 });
    expect(await failureOf(back)).toMatchObject({ code: "parameter_invalid", param: "refund_amount" });
    expect(await differencesOf(sandbox)).toEqual([]);
    if (end === "pay") {
      expect(await client.invoices.pay(invoice.id)).toMatchObject({ status: "paid", amount_paid: 3600 });
    } else if (end === "void") await client.invoices.void(invoice.id);
    else if (end === "credit") await client.creditNotes.create({ invoice: invoice.id, amount: 3600 });
    const { status } = await client.invoices.get(invoice.id);
    expect(status).toBe({ pay: "paid", void: "void", credit: "paid", leave: "uncollectible" }[end]);
    const [badDebts, receivable] = await held(client, "expenses:bad_debts", "assets:receivable");
    expect([badDebts, receivable]).toEqual([end === "leave" ? 3600 : 0, 0]);
    expect(await differencesOf(sandbox)).toEqual([]);
  }
});

test("a credit note is settled by refunds that are there, by one that it makes, by the balance and elsewhere", async () => {
  const sandbox = await startSandbox();
  const { client } = sandbox;
  const { invoice, intent, customer } = await paidInvoice(client);
  const { id: refund } = await client.refunds.create({ payment_intent: intent, amount: 3000 });
  const part = await client.creditNotes.create({
    invoice: invoice.id,
    amount: 1000,
    refunds: [{ refund, amount_refunded: 1000 }],
  });
  expect(part).toMatchObject({ refund_amount: 1000, refunds: [{ refund, amount_refunded: 1000 }] });
  const note = await client.creditNotes.create({
    invoice: invoice.id,
    amount: 4500,
    refunds: [{ refund }],
    refund_amount: 1200,
    credit_amount: 800,
    out_of_band_amount: 500,
  });
  expect(note).toMatchObject({
    refund_amount: 3200,
    credit_amount: 800,
    out_of_band_amount: 500,
    post_payment_amount: 4500,
    refunds: [{ refund, amount_refunded: 2000 }, { amount_refunded: 1200 }],
  });
  expect((await client.refunds.list({ payment_intent: intent })).data.map(({ amount }) => amount)).toEqual([
    1200, 3000,
  ]);
  expect(await held(client, "revenue:refunds")).toEqual([0]);
  const stranger = await paidInvoice(client);
  const other = await client.refunds.create({ payment_intent: stranger.intent, amount: 10 });
  const before = await newestSeq(client);
  const refused: [Parameters<typeof client.creditNotes.create>[0], code: string, param: string][] = [
    [{ invoice: invoice.id, amount: 10, refunds: [{ refund }] }, "parameter_invalid", "refunds[0].refund"],
    [{ invoice: invoice.id, amount: 10, refunds: [{ refund: other.id }] }, "resource_missing", "refunds[0].refund"],
    [{ invoice: invoice.id, amount: 10, refunds: [{ refund: "re_none" }] }, "resource_missing", "refunds[0].refund"],
    [
      { invoice: stranger.invoice.id, amount: 20, refunds: [{ refund: other.id, amount_refunded: 20 }] },
      "amount_too_large",
      "refunds[0].amount_refunded",
    ],
    [{ invoice: stranger.invoice.id, amount: 20, refunds: [{ refund: other.id }] }, "parameter_invalid", "refunds"],
  ];
  for (const [input, code, param] of refused) {
    expect(await failureOf(client.creditNotes.create(input))).toMatchObject({ code, param });
  }
  expect(await newestSeq(client)).toBe(before);
  expect((await client.customerBalanceTransactions.list({ customer })).data).toMatchObject([{ amount: -800 }]);
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("what cannot be credited is refused, and nothing is written", async () => {
  const { client } = await startSandbox();
  const { invoice: open, customer, line } = await openInvoice(client);
  const { invoice: paid } = await paidInvoice(client);
  const draft = await client.invoices.create({ customer });
  const own = { type: "invoice_line_item", invoice_line_item: line } as const;
  type Sent = Partial<Parameters<typeof client.creditNotes.create>[0]>;
  const cases: [sent: Sent, code: string, param: string][] = [
    [{ amount: 5, invoice: "in_gone" }, "resource_missing", "invoice"],
    [{ amount: 5, invoice: draft.id }, "state_conflict", "invoice"],
    [{}, "parameter_missing", "amount"],
    [{ amount: 5, lines: [own] }, "parameter_invalid", "amount"],
    [{ amount: 10_801 }, "amount_too_large", "amount"],
    [{ amount: 10_799 }, "amount_too_small", "amount"],
    [{ amount: 5, refund_amount: 5 }, "parameter_invalid", "refund_amount"],
    [{ lines: [own] }, "parameter_missing", "lines.0.amount"],
    [{ lines: [{ ...own, amount: 1, quantity: 1 }] }, "parameter_invalid", "lines.0.amount"],
    [{ lines: [{ ...own, quantity: 5 }] }, "amount_too_large", "lines.0.quantity"],
    [
      {
        lines: [
          { ...own, amount: 6000 },
          { ...own, amount: 6000 },
        ],
      },
      "amount_too_large",
      "lines.1.amount",
    ],
    [{ lines: [{ ...own, invoice_line_item: "il_gone" }] }, "resource_missing", "lines.0.invoice_line_item"],
    [{ lines: [{ type: "invoice_line_item" }] }, "parameter_missing", "lines.0.invoice_line_item"],
    [{ lines: [{ type: "custom_line_item" }] }, "parameter_missing", "lines.0.unit_amount"],
    [{ lines: [{ type: "custom_line_item", amount: 5 }] }, "parameter_invalid", "lines.0.amount"],
    [{ amount: 500, invoice: paid.id }, "parameter_missing", "refund_amount"],
    [{ amount: 500, credit_amount: 400, invoice: paid.id }, "parameter_invalid", "credit_amount"],
    [{ amount: 10_801, credit_amount: 10_801, invoice: paid.id }, "amount_too_large", "amount"],
  ];
  const before = await newestSeq(client);
  for (const [sent, code, param] of cases) {
    const failure = await failureOf(client.creditNotes.create({ invoice: open.id, ...sent }));
    expect(failure).toMatchObject({ code, param });
  }
  expect(await newestSeq(client)).toBe(before);
  expect((await client.creditNotes.list()).data).toEqual([]);
});

test("a customer's balance is adjusted, used by his next invoice, and noted on", async () => {
  const sandbox = await startSandbox();
  const { client } = sandbox;
  const { id: customer } = await client.customers.create({});
  const usd = { customer, currency: "usd" } as const;
  const given = await client.customerBalanceTransactions.create({ ...usd, amount: -700, description: "Sorry" });
  expect(given).toMatchObject({ type: "adjustment", ending_balance: -700, invoice: null, description: "Sorry" });
  expect(await client.customerBalanceTransactions.update(given.id, { description: "" })).toMatchObject({
    description: null,
    amount: -700,
  });
  await client.customerBalanceTransactions.create({ ...usd, amount: 100 });
  expect(await held(client, "expenses:customer_credit", "liabilities:customer_credit")).toEqual([600, -600]);
  await client.invoiceItems.create({ ...usd, amount: 5000 });
  const draft = await client.invoices.create({ customer, pending_invoice_items_behavior: "include" });
  expect(await client.invoices.finalize(draft.id)).toMatchObject({ amount_due: 4400, starting_balance: -600 });
  const refused = client.customerBalanceTransactions.create({ ...usd, amount: 0 });
  expect(await failureOf(refused)).toMatchObject({ code: "amount_zero", param: "amount" });
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("nothing of an invoice that comes to nothing is credited, and a line that is for nothing goes with others", async () => {
  const sandbox = await startSandbox();
  const { client } = sandbox;
  const { id: customer } = await client.customers.create({});
  const { id: coupon } = await client.coupons.create({ percent_off: "100" });
  const { id: rate } = await client.taxRates.create({ display_name: "VAT", inclusive: false, percentage: "20" });
  const terms = { customer, pending_invoice_items_behavior: "include" as const, default_tax_rates: [rate] };
  await client.invoiceItems.create({ customer, amount: 1000, currency: "usd" });
  const free = await client.invoices.finalize((await client.invoices.create({ ...terms, discounts: [{ coupon }] })).id);
  expect(free.total).toBe(0);
  const credited = client.creditNotes.create({ invoice: free.id, amount: 100, credit_amount: 100 });
  expect(await failureOf(credited)).toMatchObject({ status: 400, code: "amount_too_large", param: "amount" });

  for (const amount of [1000, 0]) await client.invoiceItems.create({ customer, amount, currency: "usd" });
  const invoice = await client.invoices.finalize((await client.invoices.create(terms)).id);
  const lineOf = ({ id }: { id: string }) =>
    ({ type: "invoice_line_item", invoice_line_item: id, quantity: 1 }) as const;
  const note = await client.creditNotes.create({ invoice: invoice.id, lines: invoice.lines.data.map(lineOf) });
  expect(note).toMatchObject({ subtotal: 1000, total: 1200, total_taxes: [{ amount: 200, taxable_amount: 1000 }] });
  expect(await differencesOf(sandbox)).toEqual([]);
});
