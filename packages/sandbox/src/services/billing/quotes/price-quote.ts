import type { Asset, InputOf, Operations, QuoteLine } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { getPrice, getProduct, priceAmount } from "../../products/index.ts";
import { priceLines, totalsOf } from "../invoices/invoice-pricing.ts";
import { assertItemAmount } from "../invoices/invoice-item.ts";
import type { QuoteRow } from "./quote-tables.ts";
import { refuse } from "../refuse.ts";
import { taxTermsOf } from "../catalogue/tax-rate.ts";

type Priced = Pick<QuoteRow, "currency" | "lines" | "totals" | "recurring">;

/** What a quote's lines cost with their taxes. Throws where they do not go together. */
export async function priceQuote(
  ctx: Context,
  items: InputOf<Operations["quotes.create"]>["line_items"],
  taxRates: readonly string[],
  chosen?: Asset,
): Promise<Priced> {
  const lines: QuoteLine[] = [];
  let currency = chosen;
  let recurring = false;
  for (const [index, { price: id, quantity = 1 }] of items.entries()) {
    const param = `line_items.${index}.price`;
    const price = await getPrice(ctx, { id }, param);
    if (!price.active) refuse(param, `The price ${id} is out of use.`);
    currency ??= price.currency;
    recurring ||= price.type === "recurring";
    const amount = priceAmount(price, quantity, currency);
    assertItemAmount(amount);
    lines.push({ amount, description: (await getProduct(ctx, { id: price.product })).name, price: id, quantity });
  }
  if (recurring && taxRates.length > 0) {
    refuse("default_tax_rates", "The invoices of a subscription take their tax rates from elsewhere.");
  }
  const taxes = [];
  for (const id of taxRates) taxes.push(await taxTermsOf(ctx, id));
  const plain = { discountable: true, product: null, discounts: [], taxes };
  const totals = totalsOf(
    priceLines(
      lines.map(({ amount }) => ({ ...plain, amount })),
      [],
    ),
  );
  return {
    currency: currency ?? "usd",
    lines: JSON.stringify(lines),
    totals: JSON.stringify(totals),
    recurring: Number(recurring),
  };
}
