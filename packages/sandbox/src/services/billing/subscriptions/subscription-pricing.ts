import type { InputOf, Operations } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { recordEvent } from "../../activity/index.ts";
import {
  endDiscount,
  getDiscountRow,
  inheritedDiscounts,
  givenDiscounts,
  isGiven,
  toDiscount,
} from "../catalogue/discount.ts";
import { parseIds } from "../invoices/invoice-lines.ts";
import { readPriceTerms } from "../invoices/price-terms.ts";
import type { DiscountRow } from "../tables.ts";
import { isMetered, itemAmount, type PricedItem } from "./subscription-item.ts";
import type { SubscriptionRow } from "./subscription-tables.ts";

type Input = Pick<InputOf<Operations["subscriptions.update"]>, "discounts" | "default_tax_rates">;

/** A subscription with the discounts and tax rates of a change: what it redeems is counted and told, what it drops ends. */
export async function withPriceTerms(
  ctx: Context,
  row: SubscriptionRow,
  items: readonly PricedItem[],
  input: Input,
): Promise<SubscriptionRow> {
  const agreed = items.filter(({ price }) => !isMetered(price));
  const subtotal = agreed.reduce((sum, item) => sum + itemAmount(item, row.currency), 0);
  const terms = await readPriceTerms(ctx, { scope: "subscription", row, subtotal }, input);
  const [before, after] = [parseIds(row.discounts), parseIds(terms.discounts)];
  for (const discount of await ownDiscounts(ctx, before, after)) await endDiscount(ctx, discount);
  for (const discount of await ownDiscounts(ctx, after, before)) {
    await recordEvent(ctx, "customer.discount.created", toDiscount(discount, ctx.principal.mode === "live"));
  }
  return { ...row, ...terms };
}

/** Those of some discounts, without others, that are the subscription's own and given now: a customer's outlives it. */
async function ownDiscounts(ctx: Context, ids: readonly string[], others: readonly string[]): Promise<DiscountRow[]> {
  const rows: DiscountRow[] = [];
  for (const id of ids.filter((each) => !others.includes(each))) rows.push(await getDiscountRow(ctx, id));
  return rows.filter((row) => row.scope === "subscription" && isGiven(row, ctx.now));
}

/** What a subscription's next invoice takes off, and what it adds: its customer's discount where it has none of its own. */
export async function invoicePriceTerms(
  ctx: Context,
  row: SubscriptionRow,
): Promise<Pick<SubscriptionRow, "discounts" | "default_tax_rates">> {
  const own = await givenDiscounts(ctx, parseIds(row.discounts));
  return {
    discounts: own.length > 0 ? JSON.stringify(own) : await inheritedDiscounts(ctx, row.customer),
    default_tax_rates: row.default_tax_rates,
  };
}
