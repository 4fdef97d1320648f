import type { Asset, InputOf, LineItem, Operations, Price } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { assertChargeable } from "../payments/index.ts";
import { createPrice, getPrice, getProduct, priceAmount } from "../products/index.ts";

type Input = InputOf<Operations["checkout_sessions.create"]>["line_items"];

/** What is sold, with its sum; all in one currency. */
export interface Sale {
  items: LineItem[];
  currency: Asset;
  total: number;
}

/** Looks prices and products up, or makes them, and adds up. Throws where they do not fit together. */
export async function readLineItems(ctx: Context, input: Input): Promise<Sale> {
  const items: LineItem[] = [];
  for (const [index, { quantity = 1, ...what }] of input.entries()) {
    const path = `line_items[${index}]`;
    const price = await priceOf(ctx, what, path);
    const amount = priceAmount(price, quantity);
    const [first] = items;
    if (first && first.currency !== price.currency) {
      throw new DomainError("currency_mismatch", {
        message: `All prices of a sale are in one currency: the first is in ${first.currency}, this in ${price.currency}.`,
        param: `${path}.price`,
      });
    }
    items.push({
      id: ctx.platform.ids("lineItem"),
      object: "item",
      amount_subtotal: amount,
      amount_total: amount,
      currency: price.currency,
      description: (await getProduct(ctx, { id: price.product })).name,
      price,
      quantity,
    });
  }
  const total = items.reduce((sum, item) => sum + item.amount_total, 0);
  const [first] = items;
  if (!first) throw new DomainError("parameter_missing", { param: "line_items" });
  assertChargeable(total, first.currency, "line_items");
  return { items, currency: first.currency, total };
}

async function priceOf(
  ctx: Context,
  { price: id, price_data: data }: Omit<Input[number], "quantity">,
  path: string,
): Promise<Price> {
  if ((id === undefined) === (data === undefined)) {
    throw new DomainError(id === undefined ? "parameter_missing" : "parameter_invalid", {
      message: "Send `price` or `price_data`.",
      param: `${path}.price`,
    });
  }
  // Made for one sale: it is not for sale by itself.
  const price =
    data === undefined
      ? await getPrice(ctx, { id: id ?? "" }, `${path}.price`)
      : await createPrice(ctx, { ...data, active: false });
  if (price.type === "recurring") {
    throw new DomainError("parameter_invalid", {
      message: `The price ${price.id} is recurring: it is for subscriptions, not for one sale.`,
      param: `${path}.price`,
    });
  }
  if (price.active || data !== undefined) return price;
  throw new DomainError("parameter_invalid", {
    message: `The price ${price.id} is out of use.`,
    param: `${path}.price`,
  });
}
