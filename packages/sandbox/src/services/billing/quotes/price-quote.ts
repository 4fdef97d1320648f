import type { Asset, Price, QuoteLine } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { getPrice, getProduct, priceAmount } from "../../products/index.ts";
import { taxTermsOf } from "../catalogue/tax-rate.ts";
import { assertItemAmount } from "../invoices/invoice-item.ts";
import { priceLines, totalsOf } from "../invoices/invoice-pricing.ts";
import { sumOf } from "../invoices/rounding.ts";
import { refuse } from "../refuse.ts";
import type { QuoteRow } from "./quote-tables.ts";

type Priced = Pick<QuoteRow, "currency" | "lines" | "totals" | "recurring">;

/** What is quoted: a line that is there already has an id. */
interface Item {
  id?: string;
  price: string;
  quantity?: number;
}

/** What a quote's lines cost with their taxes. Throws where they do not go together. */
export async function priceQuote(
  ctx: Context,
  items: readonly Item[],
  taxRates: readonly string[],
  chosen?: Asset,
): Promise<Priced> {
  const { lines, currency } = await readLines(ctx, items, chosen);
  assertEquallyOften(lines);
  const recurring = lines.some((line) => line.recurring !== null);
  if (recurring && taxRates.length > 0) {
    refuse("default_tax_rates", "The invoices of a subscription take their tax rates from elsewhere.");
  }
  const taxes = [];
  for (const id of taxRates) taxes.push(await taxTermsOf(ctx, id));
  const plain = { discountable: true, product: null, discounts: [], taxes };
  const priced = priceLines(
    lines.map(({ amount }) => ({ ...plain, amount })),
    [],
  );
  const taxed = lines.map((line, index): QuoteLine => {
    const { net = line.amount, taxes: found = [] } = priced[index] ?? {};
    const tax = sumOf(found);
    return { ...line, amount_tax: tax, amount_total: net + tax };
  });
  return {
    currency,
    lines: JSON.stringify(taxed),
    totals: JSON.stringify(totalsOf(priced)),
    recurring: Number(recurring),
  };
}

/** The lines before taxes; the first one's currency is that of all, unless another one is chosen. */
async function readLines(
  ctx: Context,
  items: readonly Item[],
  chosen?: Asset,
): Promise<{ lines: Omit<QuoteLine, "amount_tax" | "amount_total">[]; currency: Asset }> {
  const lines = [];
  let currency = chosen;
  for (const [index, { id, price: priceId, quantity = 1 }] of items.entries()) {
    const param = `line_items.${index}.price`;
    const price = await getPrice(ctx, { id: priceId }, param);
    if (!price.active) refuse(param, `The price ${priceId} is out of use.`);
    currency ??= price.currency;
    const amount = priceAmount(price, quantity, currency);
    assertItemAmount(amount);
    lines.push({
      id: id ?? ctx.platform.ids("lineItem"),
      amount,
      description: (await getProduct(ctx, { id: price.product })).name,
      price: priceId,
      quantity,
      recurring: intervalOf(price),
    });
  }
  return { lines, currency: currency ?? "usd" };
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
