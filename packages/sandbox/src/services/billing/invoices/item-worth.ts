import type { Asset, Price } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { DomainError } from "../../../platform/errors.ts";
import { getPrice, getProduct, getSalePrice, priceAmount, unitAmount, type Sold } from "../../products/index.ts";
import type { InvoiceItemRow } from "./invoice-tables.ts";

/** What an item costs, and what it is called. */
type Worth = Pick<
  InvoiceItemRow,
  "amount" | "currency" | "description" | "price" | "product" | "quantity" | "unit_amount_decimal"
>;

interface Input extends Sold {
  amount?: number;
  description?: string;
  quantity?: number;
}

/** What an item costs: an amount, or so many of a price. */
export async function readWorth(ctx: Context, input: Input, currency: Asset | undefined): Promise<Worth> {
  const { amount, description = null, quantity = 1 } = input;
  const sent = [amount, input.price, input.price_data].filter((one) => one !== undefined).length;
  if (sent !== 1) {
    throw new DomainError(sent === 0 ? "parameter_missing" : "parameter_invalid", {
      message: "Send `amount`, `price` or `price_data`: one of them.",
      param: "amount",
    });
  }
  if (amount === undefined) return worthOfPrice(ctx, await oneTimePrice(ctx, input), input, quantity, currency);
  if (input.quantity !== undefined) {
    throw new DomainError("parameter_invalid", { message: "`quantity` goes with `price`.", param: "quantity" });
  }
  if (currency === undefined) throw new DomainError("parameter_missing", { param: "currency" });
  return {
    amount,
    currency,
    description,
    price: null,
    product: null,
    quantity: 1,
    unit_amount_decimal: String(amount),
  };
}

/** The same of an item that is there, after a change; another price brings its own description unless one is sent. */
export async function changeWorth(ctx: Context, before: Worth, input: Input): Promise<Worth> {
  const { amount, quantity, description } = input;
  if (input.price !== undefined || input.price_data !== undefined) {
    const kept = before.price === null ? 1 : before.quantity;
    return readWorth(ctx, { ...input, quantity: quantity ?? kept }, before.currency);
  }
  const priced = before.price !== null;
  if ((priced ? amount : quantity) !== undefined) {
    throw new DomainError("parameter_invalid", {
      message: priced ? "The price says what it costs: change `quantity`." : "`quantity` goes with a price.",
      param: priced ? "amount" : "quantity",
    });
  }
  const worth = { ...before, description: description ?? before.description };
  if (amount !== undefined) return { ...worth, amount, unit_amount_decimal: String(amount) };
  if (before.price === null || quantity === undefined) return worth;
  const price = await getPrice(ctx, { id: before.price });
  return { ...worth, amount: priceAmount(price, quantity, before.currency), quantity };
}

async function oneTimePrice(ctx: Context, sold: Sold): Promise<Price> {
  const price = await getSalePrice(ctx, sold);
  if (price.type === "one_time") return price;
  throw new DomainError("parameter_invalid", { message: `The price ${price.id} is recurring.`, param: "price" });
}

async function worthOfPrice(
  ctx: Context,
  price: Price,
  { description, price: named }: Input,
  quantity: number,
  currency: Asset = price.currency,
): Promise<Worth> {
  if (price.currency !== currency && !price.currency_options[currency]) {
    throw new DomainError("currency_mismatch", {
      message: `The price ${price.id} is in ${price.currency}, and has no option in ${currency}.`,
      param: named === undefined ? "price_data.currency" : "price",
    });
  }
  const product = await getProduct(ctx, { id: price.product });
  return {
    amount: priceAmount(price, quantity, currency),
    currency,
    description: description ?? product.name,
    price: price.id,
    product: product.id,
    quantity,
    unit_amount_decimal: unitAmount(price, currency),
  };
}
