import type { Asset, DiscountParam, InputOf, Operations, Price, QuoteLine } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { below, DomainError } from "../../../platform/errors.ts";
import { getCustomer } from "../../customers/index.ts";
import { getPrice, getProduct, getSalePrice, priceAmount } from "../../products/index.ts";
import { getDiscountRow, termsOf } from "../catalogue/discount.ts";
import { readDiscounts } from "../catalogue/redeem.ts";
import { readTaxRates, taxTermsOf } from "../catalogue/tax-rate.ts";
import { assertItemAmount } from "../invoices/invoice-item.ts";
import { parseIds } from "../invoices/invoice-lines.ts";
import { priceLines, totalsOf, type DiscountTerms, type TaxTerms } from "../invoices/invoice-pricing.ts";
import { sumOf } from "../invoices/rounding.ts";
import { refuse } from "../refuse.ts";
import type { QuoteRow } from "./quote-tables.ts";

type Priced = Pick<QuoteRow, "currency" | "discounts" | "lines" | "totals" | "recurring">;

/** What is quoted: what a caller sent, or a line that is there already. */
export type QuotedItem = NonNullable<InputOf<Operations["quotes.create"]>["line_items"]>[number] | QuoteLine;

/** Whose lines are priced. */
interface Quoted extends Pick<QuoteRow, "id" | "customer" | "default_tax_rates" | "discounts"> {
  /** Where it is open the first line decides. */
  currency: Asset | undefined;
}

/** A line before discounts and taxes. */
type UnpricedLine = Omit<QuoteLine, "amount_discount" | "amount_tax" | "amount_total">;

/** What a quote's lines cost with their discounts and taxes. Throws where they do not go together. */
export async function priceQuote(
  ctx: Context,
  quoted: Quoted,
  items: readonly QuotedItem[],
  sent?: readonly DiscountParam[],
): Promise<Priced> {
  const { lines, products, currency } = await readLines(ctx, quoted, items);
  assertEquallyOften(lines);
  const { id: target, customer } = quoted;
  const place = { customer, scope: "quote", target, currency, subtotal: sumOf(lines) } as const;
  const held = parseIds(quoted.discounts);
  const discounts = sent ? await readDiscounts(ctx, { ...place, held }, sent) : held;
  const terms = [];
  for (const [index, { amount, discounts: own, tax_rates: rates }] of lines.entries()) {
    terms.push({
      amount,
      discountable: true,
      product: products[index] ?? null,
      discounts: await discountTerms(ctx, own, currency),
      taxes: await taxTerms(ctx, rates ?? parseIds(quoted.default_tax_rates)),
    });
  }
  const { tax_exempt: exempt } = await getCustomer(ctx, { id: customer });
  const priced = priceLines(terms, await discountTerms(ctx, discounts, currency), exempt);
  const shown = lines.map((line, index): QuoteLine => {
    const { discount_amounts: taken = [], net = line.amount, taxes: found = [] } = priced[index] ?? {};
    const tax = sumOf(found);
    return { ...line, amount_discount: sumOf(taken), amount_tax: tax, amount_total: net + tax };
  });
  return {
    currency,
    discounts: JSON.stringify(discounts),
    lines: JSON.stringify(shown),
    totals: JSON.stringify(totalsOf(priced)),
    recurring: Number(lines.some(({ recurring }) => recurring !== null)),
  };
}

async function discountTerms(ctx: Context, ids: readonly string[], currency: Asset): Promise<DiscountTerms[]> {
  const terms: DiscountTerms[] = [];
  for (const id of ids) terms.push(termsOf(await getDiscountRow(ctx, id), currency));
  return terms;
}

async function taxTerms(ctx: Context, ids: readonly string[]): Promise<TaxTerms[]> {
  const terms: TaxTerms[] = [];
  for (const id of ids) terms.push(await taxTermsOf(ctx, id));
  return terms;
}

async function readLines(
  ctx: Context,
  quoted: Quoted,
  items: readonly QuotedItem[],
): Promise<{ lines: UnpricedLine[]; products: string[]; currency: Asset }> {
  const lines: UnpricedLine[] = [];
  const products: string[] = [];
  let { currency } = quoted;
  for (const [index, item] of items.entries()) {
    await below(`line_items.${index}`, async () => {
      const price = await priceOf(ctx, item);
      currency ??= price.currency;
      assertInCurrency(price, currency);
      lines.push(await readLine(ctx, { ...quoted, currency }, item, price));
      products.push(price.product);
    });
  }
  return { lines, products, currency: currency ?? "usd" };
}

async function priceOf(ctx: Context, item: QuotedItem): Promise<Price> {
  if ("id" in item) return getPrice(ctx, { id: item.price }, "price");
  // It is sold when the quote is accepted, and has to be in use then.
  return getSalePrice(ctx, item, { stays: true });
}

async function readLine(
  ctx: Context,
  { customer, id: target, currency }: Quoted & { currency: Asset },
  item: QuotedItem,
  price: Price,
): Promise<UnpricedLine> {
  const { quantity = 1 } = item;
  const amount = priceAmount(price, quantity, currency);
  assertItemAmount(amount);
  const line = {
    amount,
    description: (await getProduct(ctx, { id: price.product })).name,
    price: price.id,
    quantity,
    recurring: intervalOf(price),
  };
  if ("id" in item) return { ...line, id: item.id, discounts: item.discounts, tax_rates: item.tax_rates };
  const place = { customer, scope: "quote", target, currency, subtotal: amount } as const;
  return {
    ...line,
    id: ctx.platform.ids("lineItem"),
    discounts: await readDiscounts(ctx, place, item.discounts ?? []),
    tax_rates: item.tax_rates ? parseIds(await readTaxRates(ctx, item.tax_rates, "tax_rates")) : null,
  };
}

function assertInCurrency({ id, currency, currency_options: options }: Price, wanted: Asset): void {
  if (currency === wanted || options[wanted]) return;
  throw new DomainError("currency_mismatch", {
    message: `The quote is in ${wanted}; the price ${id} is in ${currency}.`,
    param: "price",
  });
}

const intervalOf = ({ recurring }: Price): QuoteLine["recurring"] =>
  recurring === null ? null : { interval: recurring.interval, interval_count: recurring.interval_count };

/** They become one subscription. */
function assertEquallyOften(lines: readonly Pick<QuoteLine, "recurring">[]): void {
  let first: QuoteLine["recurring"] = null;
  for (const [index, { recurring }] of lines.entries()) {
    if (recurring === null) continue;
    first ??= recurring;
    if (recurring.interval !== first.interval || recurring.interval_count !== first.interval_count) {
      refuse(`line_items.${index}.price`, "What falls due again in a quote falls due equally often.");
    }
  }
}
