import type { Asset, Discount } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { resourceMissing } from "../../../platform/errors.ts";
import { recordEvent } from "../../activity/index.ts";
import { couponAt } from "./coupon.ts";
import type { DiscountTerms } from "../invoices/invoice-pricing.ts";
import { discounts, discountsOfCustomer } from "../store.ts";
import type { DiscountRow, DiscountScope, DiscountWorth } from "../tables.ts";

/** The discount as the API shows it. */
export function toDiscount(row: Omit<DiscountRow, "n">, livemode: boolean): Discount {
  return {
    id: row.id,
    object: "discount",
    coupon: couponAt(row.starts_at, worthOf(row), livemode),
    created: row.created,
    customer: row.customer,
    end: row.ends_at,
    invoice: row.scope === "invoice" ? row.target : null,
    invoice_item: row.scope === "invoice_item" ? row.target : null,
    livemode,
    promotion_code: row.promotion_code,
    start: row.starts_at,
    subscription: row.scope === "subscription" ? row.target : null,
    subscription_item: row.scope === "subscription_item" ? row.target : null,
  };
}

// `redeem` is its only writer.
const worthOf = ({ worth }: Pick<DiscountRow, "worth">) => JSON.parse(worth) as DiscountWorth;
// It was stored by `createCoupon`.
const productsOf = (products: string) => JSON.parse(products) as string[];

/** Reads a discount, or throws. */
export async function getDiscountRow({ tx, principal }: Context, id: string, param = "id"): Promise<DiscountRow> {
  const row = await tx.first(discounts.find, { id, realm: principal.realm });
  if (!row) throw resourceMissing("discount", id, param);
  return row;
}

/** Whether a discount is given at an instant. */
export const isGiven = ({ ends_at: end }: Pick<DiscountRow, "ends_at">, now: number) => end === null || now < end;

/** The discount that all coming invoices of a customer have now. */
export async function discountOf({ tx, principal, now }: Context, customer: string): Promise<DiscountRow | undefined> {
  const rows = await tx.all(discountsOfCustomer, { realm: principal.realm, customer, scope: "customer" });
  return rows.find((row) => isGiven(row, now));
}

/** An invoice has the discount of its customer unless it is told others. */
export async function inheritedDiscounts(ctx: Context, customer: string): Promise<string> {
  const discount = await discountOf(ctx, customer);
  return JSON.stringify(discount ? [discount.id] : []);
}

/** The given discounts that are in force now. */
export async function givenDiscounts(ctx: Context, ids: readonly string[]): Promise<string[]> {
  const given: string[] = [];
  for (const id of ids) {
    if (isGiven(await getDiscountRow(ctx, id), ctx.now)) given.push(id);
  }
  return given;
}

/** What a discount takes off an invoice in a currency: an amount in another one takes nothing. */
export const termsOf = (row: DiscountRow, currency: Asset): DiscountTerms =>
  termsOfWorth(row.id, worthOf(row), currency);

/** The same of what a coupon is worth, before it is redeemed. */
export function termsOfWorth(id: string, worth: DiscountWorth, currency: Asset): DiscountTerms {
  return {
    id,
    amountOff: worth.currency === currency ? worth.amount_off : null,
    percentOff: worth.percent_off,
    products: worth.products === null ? null : productsOf(worth.products),
  };
}

/** Ends a discount that lasts, and tells of it. */
export async function endDiscount(ctx: Context, row: DiscountRow): Promise<void> {
  const ended = { ...row, ends_at: ctx.now };
  await ctx.tx.run(discounts.update, ended);
  await recordEvent(ctx, "customer.discount.deleted", toDiscount(ended, ctx.principal.mode === "live"));
}

/** Those of some discounts, without others, that are of one scope and given now. */
async function givenWithout(
  ctx: Context,
  scope: DiscountScope,
  ids: readonly string[],
  others: readonly string[],
): Promise<DiscountRow[]> {
  const rows: DiscountRow[] = [];
  for (const id of ids.filter((each) => !others.includes(each))) rows.push(await getDiscountRow(ctx, id));
  return rows.filter((row) => row.scope === scope && isGiven(row, ctx.now));
}

/** Ends the discounts that a subscription or item no longer has, and records events for those it redeemed itself: a customer's discount outlives it. */
export async function followChange(
  ctx: Context,
  scope: "subscription" | "subscription_item",
  before: readonly string[],
  after: readonly string[],
): Promise<void> {
  for (const row of await givenWithout(ctx, scope, before, after)) await endDiscount(ctx, row);
  for (const row of await givenWithout(ctx, scope, after, before)) {
    await recordEvent(ctx, "customer.discount.created", toDiscount(row, ctx.principal.mode === "live"));
  }
}

/** Ends those of an invoice's discounts that are good for one invoice only: a customer's, or a subscription's. */
export async function useUp(ctx: Context, scopes: readonly DiscountScope[], ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const row = await getDiscountRow(ctx, id);
    if (scopes.includes(row.scope) && worthOf(row).duration === "once" && isGiven(row, ctx.now)) {
      await endDiscount(ctx, row);
    }
  }
}
