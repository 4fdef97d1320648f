import type { Client, Invoice } from "@micro/sdk";
import { expect, test } from "vitest";

import { failureOf } from "../support/failure.ts";
import { eventsOf, newestSeq } from "../support/look.ts";
import { differencesOf } from "../support/payments.ts";
import { startSandbox } from "../support/sandbox.ts";
import { invoicesOf, payerWith, planOf, subscribe } from "../support/subscriptions.ts";

const teaOf = (client: Client) =>
  client.prices.create({
    currency: "usd",
    unit_amount: 300,
    currency_options: { eur: { unit_amount: 250 } },
    product_data: { name: "Tea" },
  });

const draftOf = async (client: Client) => client.invoices.create({ customer: await payerWith(client) });

const amounts = ({ lines }: Pick<Invoice, "lines">) => lines.data.map(({ amount }) => amount);

/** What was told since, of invoices and of their items. */
const toldSince = async (client: Client, seq: number) =>
  (await eventsOf(client, seq)).map(({ type }) => type).filter((type) => type.startsWith("invoice"));

test("lines are added by hand: an amount, a price, a price of their own, and an item that waited", async () => {
  const sandbox = await startSandbox();
  const { client } = sandbox;
  const draft = await draftOf(client);
  const { customer } = draft;
  const tea = await teaOf(client);
  const waiting = await client.invoiceItems.create({ customer, amount: 40, currency: "usd", description: "Stamp" });
  const vat = await client.taxRates.create({ display_name: "VAT", inclusive: false, percentage: "20" });
  const coupon = await client.coupons.create({ percent_off: "50", duration: "once" });
  const before = await newestSeq(client);
  const lined = await client.invoices.addLines(draft.id, {
    lines: [
      { amount: 1000, description: "Delivery" },
      { price: tea.id, quantity: 2, tax_rates: [vat.id] },
      { price_data: { currency: "usd", unit_amount: 90, product_data: { name: "Honey" } }, quantity: 3 },
      { amount: 500, discounts: [{ coupon: coupon.id }] },
      { amount: -100, description: "Sorry" },
      { invoice_item: waiting.id, description: "A stamp" },
    ],
    invoice_metadata: { order: "7" },
  });
  expect(amounts(lined)).toEqual([40, 1000, 600, 270, 500, -100]);
  expect(lined).toMatchObject({ total: 40 + 1000 + 720 + 270 + 250 - 100, metadata: { order: "7" } });
  expect(lined.lines.data.map(({ description }) => description)).toEqual([
    "A stamp",
    "Delivery",
    "Tea",
    "Honey",
    null,
    "Sorry",
  ]);
  expect(await toldSince(client, before)).toEqual([
    ...Array<string>(5).fill("invoiceitem.created"),
    "invoiceitem.updated",
    "invoice.updated",
  ]);
  expect((await client.invoiceItems.get(waiting.id)).invoice).toBe(draft.id);
  await client.invoices.pay(draft.id);
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("a line that is changed changes its item, and one call is told of once", async () => {
  const sandbox = await startSandbox();
  const { client } = sandbox;
  const { id, customer } = await draftOf(client);
  const tea = await teaOf(client);
  const { lines } = await client.invoices.addLines(id, { lines: [{ amount: 1000 }, { price: tea.id, quantity: 2 }] });
  const [free, priced] = lines.data;
  const vat = await client.taxRates.create({ display_name: "VAT", inclusive: true, percentage: "25" });
  const before = await newestSeq(client);
  const changed = await client.invoices.updateLines(id, {
    lines: [
      { id: free!.id, amount: 1500, description: "Express delivery", tax_rates: [vat.id], metadata: { by: "bike" } },
      { id: priced!.id, quantity: 5 },
    ],
  });
  expect(changed.lines.data).toMatchObject([
    { id: free!.id, amount: 1500, description: "Express delivery", taxes: [{ amount: 300 }], metadata: { by: "bike" } },
    { id: priced!.id, amount: 1500, quantity: 5 },
  ]);
  expect(await toldSince(client, before)).toEqual(["invoiceitem.updated", "invoiceitem.updated", "invoice.updated"]);
  expect(await client.invoiceItems.get(free!.invoice_item!)).toMatchObject({ amount: 1500, customer });
  const line = await client.invoices.updateLine(id, { line: free!.id, price: tea.id });
  expect(line).toMatchObject({ object: "line_item", amount: 300, quantity: 1, price: tea.id, description: "Tea" });
  expect((await client.invoices.get(id)).total).toBe(1800);
  const less = await client.invoices.removeLines(id, {
    lines: [
      { id: free!.id, behavior: "delete" },
      { id: priced!.id, behavior: "unassign" },
    ],
  });
  expect(less).toMatchObject({ total: 0, lines: { data: [] } });
  expect((await failureOf(client.invoiceItems.get(free!.invoice_item!))).code).toBe("resource_missing");
  expect(await client.invoiceItems.get(priced!.invoice_item!)).toMatchObject({ invoice: null, amount: 1500 });
  expect((await client.invoiceItems.list({ customer, pending: true })).data).toHaveLength(1);
});

test("the lines of a subscription's period keep their price; what is noted on them is changed", async () => {
  const sandbox = await startSandbox();
  const { client, clock } = sandbox;
  const customer = await payerWith(client);
  const subscription = await subscribe(client, customer, await planOf(client, 3100));
  await clock.advance(31 * 24 * 3600);
  const draft = (await invoicesOf(client, subscription)).at(-1)!;
  expect(draft).toMatchObject({ status: "draft", total: 3100 });
  const [line] = draft.lines.data;
  const coupon = await client.coupons.create({ percent_off: "10", duration: "once" });
  const changed = await client.invoices.updateLine(draft.id, {
    line: line!.id,
    description: "February",
    discounts: [{ coupon: coupon.id }],
    metadata: { month: "2" },
  });
  expect(changed).toMatchObject({ amount: 3100, description: "February", metadata: { month: "2" } });
  expect(changed.discount_amounts).toMatchObject([{ amount: 310 }]);
  expect(await client.discounts.get(changed.discounts[0]!)).toMatchObject({ invoice_item: line!.id });
  const more = await client.invoices.addLines(draft.id, { lines: [{ amount: 500 }] });
  expect(more.total).toBe(3100 - 310 + 500);
  const before = await newestSeq(client);
  for (const terms of [{ amount: 1 }, { quantity: 2 }, { period: { start: 1, end: 2 } }]) {
    const failure = await failureOf(client.invoices.updateLines(draft.id, { lines: [{ id: line!.id, ...terms }] }));
    expect(failure).toMatchObject({ code: "parameter_invalid", param: `lines[0].${Object.keys(terms)[0]}` });
  }
  const kept = await failureOf(
    client.invoices.removeLines(draft.id, { lines: [{ id: line!.id, behavior: "delete" }] }),
  );
  expect(kept).toMatchObject({ code: "parameter_invalid", param: "lines[0].id" });
  expect(await newestSeq(client)).toBe(before);
  await clock.advance(3600);
  expect(await client.invoices.get(draft.id)).toMatchObject({ status: "paid", amount_paid: 3290 });
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("what cannot be a line is refused by its name, and nothing of the call is kept", async () => {
  const { client } = await startSandbox();
  const { id, customer } = await draftOf(client);
  const { lines } = await client.invoices.addLines(id, { lines: [{ amount: 1000 }] });
  const [line] = lines.data;
  const euro = await client.prices.create({ currency: "eur", unit_amount: 5, product_data: { name: "Gum" } });
  const plan = await planOf(client, 500);
  const inEuro = await client.invoiceItems.create({ customer, amount: 5, currency: "eur" });
  const other = await client.invoiceItems.create({ customer: await payerWith(client), amount: 5, currency: "usd" });
  const before = await newestSeq(client);
  const add = (second: Parameters<Client["invoices"]["addLines"]>[1]["lines"][number]) =>
    client.invoices.addLines(id, { lines: [{ amount: 1 }, second] });
  const refused: [call: () => Promise<unknown>, code: string, param: string][] = [
    [() => add({}), "parameter_missing", "lines[1].amount"],
    [() => add({ amount: 1, price: euro.id }), "parameter_invalid", "lines[1].amount"],
    [() => add({ price: euro.id, quantity: -1 }), "parameter_invalid_integer", "lines[1].quantity"],
    [() => add({ amount: 1, quantity: 2 }), "parameter_invalid", "lines[1].quantity"],
    [() => add({ price: euro.id }), "currency_mismatch", "lines[1].price"],
    [
      () => add({ price_data: { currency: "eur", unit_amount: 1, product_data: { name: "Gum" } } }),
      "currency_mismatch",
      "lines[1].price_data.currency",
    ],
    [
      () => add({ price_data: { currency: "usd", unit_amount: 1 } }),
      "parameter_missing",
      "lines[1].price_data.product",
    ],
    [() => add({ price: plan }), "parameter_invalid", "lines[1].price"],
    [() => add({ price: "price_none" }), "resource_missing", "lines[1].price"],
    [() => add({ invoice_item: inEuro.id }), "currency_mismatch", "lines[1].invoice_item"],
    [() => add({ invoice_item: other.id }), "parameter_invalid", "lines[1].invoice_item"],
    [() => add({ invoice_item: line!.invoice_item! }), "parameter_invalid", "lines[1].invoice_item"],
    [() => add({ invoice_item: "ii_none" }), "resource_missing", "lines[1].invoice_item"],
    [() => add({ amount: 1, discounts: [{ coupon: "none" }] }), "resource_missing", "lines[1].discounts[0].coupon"],
    [() => add({ amount: 1, tax_rates: ["txr_none"] }), "resource_missing", "lines[1].tax_rates[0]"],
    [() => add({ amount: 1, period: { start: 2, end: 1 } }), "parameter_invalid", "lines[1].period.end"],
    [
      () => client.invoices.updateLines(id, { lines: [{ id: line!.id, amount: 5 }, { id: "il_none" }] }),
      "resource_missing",
      "lines[1].id",
    ],
    [() => client.invoices.updateLine(id, { line: "il_none" }), "resource_missing", "line"],
    [
      () => client.invoices.removeLines(id, { lines: [{ id: "il_none", behavior: "delete" }] }),
      "resource_missing",
      "lines[0].id",
    ],
    [
      () =>
        client.invoices.removeLines(id, {
          lines: [
            { id: line!.id, behavior: "unassign" },
            { id: line!.id, behavior: "delete" },
          ],
        }),
      "parameter_invalid",
      "lines[1].id",
    ],
    [
      () => client.invoices.addLines(id, { lines: [{ amount: 1 }], invoice_metadata: tooMuch() }),
      "parameter_invalid_object",
      "invoice_metadata",
    ],
  ];
  for (const [call, code, param] of refused) {
    const { code: found, param: named } = await failureOf(call());
    expect([found, named?.replaceAll(/\.(\d+)/g, "[$1]")]).toEqual([code, param]);
  }
  expect(await newestSeq(client)).toBe(before);
  expect(amounts(await client.invoices.get(id))).toEqual([1000]);
});

/** One key more than metadata has. */
const tooMuch = () => Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`key_${index}`, "1"]));

test("the lines of a finalised invoice stay as they are", async () => {
  const { client } = await startSandbox();
  const { id } = await draftOf(client);
  const { lines } = await client.invoices.addLines(id, { lines: [{ amount: 1000 }] });
  const line = lines.data[0]!.id;
  await client.invoices.finalize(id);
  const before = await newestSeq(client);
  for (const call of [
    () => client.invoices.addLines(id, { lines: [{ amount: 1 }] }),
    () => client.invoices.updateLines(id, { lines: [{ id: line, amount: 1 }] }),
    () => client.invoices.removeLines(id, { lines: [{ id: line, behavior: "delete" }] }),
    () => client.invoices.updateLine(id, { line, amount: 1 }),
  ]) {
    expect(await failureOf(call())).toMatchObject({ status: 409, code: "state_conflict", param: "id" });
  }
  expect(await newestSeq(client)).toBe(before);
  expect(amounts(await client.invoices.get(id))).toEqual([1000]);
});
