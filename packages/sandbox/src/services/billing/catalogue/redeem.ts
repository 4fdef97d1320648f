import type { Asset, DiscountParam } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { DomainError, resourceMissing } from "../../../platform/errors.ts";
import { listPaymentIntents } from "../../payments/index.ts";
import { getCouponRow, isRedeemable } from "./coupon.ts";
import { getDiscountRow, isGiven } from "./discount.ts";
import { listInvoices } from "../invoices/list-invoices.ts";
import { addMonths } from "../subscriptions/months.ts";
import { getPromotionCodeRow } from "./promotion-code.ts";
import { coupons, discounts, promotionCodes, quotes } from "../store.ts";
import type { CouponRow, DiscountRow, DiscountWorth, PromotionCodeRow } from "../tables.ts";

/** Where a coupon is redeemed. */
export interface RedeemedFor extends Pick<DiscountRow, "customer" | "scope" | "target"> {
  /** The ids of the discounts that an invoice has already, also of those that ended. */
  held?: readonly string[];
  /** The currency of what it takes something off; absent where there are several. */
  currency?: Asset;
  /** What that costs before it, for codes with a minimum; absent where nobody knows yet. */
  subtotal?: number;
}

/** The ids of what a caller sent as `discounts`: what he redeems becomes a discount, what is there is checked. */
export async function readDiscounts(
  ctx: Context,
  place: RedeemedFor,
  sent: readonly DiscountParam[],
  param = "discounts",
): Promise<string[]> {
  const rows: DiscountRow[] = [];
  for (const [index, each] of sent.entries()) {
    const path = `${param}.${index}`;
    const row =
      each.discount === undefined
        ? await redeem(ctx, place, each, `${path}.`)
        : await existing(ctx, place, each.discount, `${path}.discount`);
    if (rows.some(({ coupon }) => coupon === row.coupon)) {
      throw new DomainError("parameter_invalid", { message: `The coupon ${row.coupon} is there twice.`, param: path });
    }
    rows.push(row);
  }
  return rows.map(({ id }) => id);
}

async function existing(ctx: Context, place: RedeemedFor, id: string, param: string): Promise<DiscountRow> {
  const row = await getDiscountRow(ctx, id, param);
  if (row.scope === "quote" && place.scope !== "quote") return handOver(ctx, row, place, param);
  if (row.customer === place.customer && isFor(row, place, ctx.now)) return row;
  throw resourceMissing("discount", id, param);
}

/** Hands the discounts of a quote over to what it becomes when it is accepted; they count from then on. */
async function handOver(ctx: Context, row: DiscountRow, place: RedeemedFor, param: string): Promise<DiscountRow> {
  const quote = await ctx.tx.first(quotes.find, { id: row.target ?? "", realm: row.realm });
  if (quote?.status !== "accepted" || quote.customer !== place.customer) {
    throw resourceMissing("discount", row.id, param);
  }
  const { duration_in_months: months } = await getCouponRow(ctx, row.coupon);
  const moved = {
    ...row,
    scope: place.scope,
    target: place.target,
    starts_at: ctx.now,
    ends_at: months === null ? null : addMonths(ctx.now, months),
  };
  await ctx.tx.run(discounts.update, moved);
  return moved;
}

/** Whether a discount may be named by its id: one that the invoice has already, the customer's, or the thing's own. */
function isFor(row: DiscountRow, { target, held = [] }: RedeemedFor, now: number): boolean {
  const lasts = row.scope !== "invoice" && row.scope !== "invoice_item";
  const own = row.target === null || row.target === target;
  return held.includes(row.id) || (own && (!lasts || isGiven(row, now)));
}

/** Redeems a coupon, by itself or by a promotion code: it is counted, and what it is worth is kept. */
export async function redeem(
  ctx: Context,
  place: RedeemedFor,
  sent: Pick<DiscountParam, "coupon" | "promotion_code">,
  path = "",
): Promise<DiscountRow> {
  const { coupon, code, param } = await findRedeemed(ctx, sent, path);
  await assertGoodFor(ctx, coupon, code, place, param);
  await countRedemption(ctx, coupon, code);
  const row = {
    id: ctx.platform.ids("discount"),
    realm: ctx.principal.realm,
    customer: place.customer,
    scope: place.scope,
    target: place.target,
    coupon: coupon.id,
    worth: JSON.stringify(worthOf({ ...coupon, times_redeemed: coupon.times_redeemed + 1 })),
    promotion_code: code?.id ?? null,
    starts_at: ctx.now,
    ends_at: coupon.duration_in_months === null ? null : addMonths(ctx.now, coupon.duration_in_months),
    created: ctx.now,
  };
  await ctx.tx.run(discounts.insert, row);
  return { ...row, n: 0 };
}

/** What a caller redeems: one coupon, named by itself or by a promotion code; `param` is who names it. */
export async function findRedeemed(
  ctx: Context,
  sent: Pick<DiscountParam, "coupon" | "promotion_code">,
  path = "",
): Promise<{ coupon: CouponRow; code: PromotionCodeRow | undefined; param: string }> {
  if ((sent.coupon === undefined) === (sent.promotion_code === undefined)) {
    throw new DomainError(sent.coupon === undefined ? "parameter_missing" : "parameter_invalid", {
      message: "Send `coupon` or `promotion_code`: one of the two.",
      param: `${path}coupon`,
    });
  }
  const param = `${path}${sent.coupon === undefined ? "promotion_code" : "coupon"}`;
  const code =
    sent.promotion_code === undefined ? undefined : await getPromotionCodeRow(ctx, sent.promotion_code, param);
  const coupon = await getCouponRow(ctx, code?.coupon ?? sent.coupon ?? "", param);
  return { coupon, code, param };
}

/** Throws where a coupon, or the code that redeems it, cannot be redeemed here. */
export async function assertGoodFor(
  ctx: Context,
  coupon: CouponRow,
  code: PromotionCodeRow | undefined,
  place: Pick<RedeemedFor, "customer" | "currency" | "subtotal">,
  param: string,
): Promise<void> {
  assertRedeemable(ctx, coupon, code, param);
  assertCurrency(coupon, place, param);
  if (code) await assertAllowed(ctx, code, place, param);
}

/** Counts that a coupon was redeemed, and the code that redeemed it. */
export async function countRedemption(ctx: Context, coupon: CouponRow, code?: PromotionCodeRow): Promise<void> {
  await ctx.tx.run(coupons.update, { ...coupon, times_redeemed: coupon.times_redeemed + 1 });
  if (code) await ctx.tx.run(promotionCodes.update, { ...code, times_redeemed: code.times_redeemed + 1 });
}

export const worthOf = ({ n: _n, realm: _realm, ...worth }: CouponRow): DiscountWorth => worth;

function assertRedeemable({ now }: Context, coupon: CouponRow, code: PromotionCodeRow | undefined, param: string) {
  const codeIsGood =
    !code ||
    (code.active === 1 &&
      (code.expires_at === null || now <= code.expires_at) &&
      (code.max_redemptions === null || code.times_redeemed < code.max_redemptions));
  if (codeIsGood && isRedeemable(coupon, now)) return;
  throw new DomainError("coupon_expired", {
    message: `${code ? `The promotion code ${code.code}` : `The coupon ${coupon.id}`} can no longer be redeemed.`,
    param,
  });
}

function assertCurrency({ id, currency }: CouponRow, place: Pick<RedeemedFor, "currency">, param: string): void {
  if (currency === null || place.currency === undefined || currency === place.currency) return;
  throw new DomainError("currency_mismatch", {
    message: `The coupon ${id} takes an amount off in ${currency}; this is in ${place.currency}.`,
    param,
  });
}

/** Throws where the restrictions of a promotion code do not allow it here. */
async function assertAllowed(
  ctx: Context,
  code: PromotionCodeRow,
  place: Pick<RedeemedFor, "customer" | "currency" | "subtotal">,
  param: string,
): Promise<void> {
  const refuse = (message: string) => {
    throw new DomainError("parameter_invalid", { message: `The promotion code ${code.code} ${message}.`, param });
  };
  if (code.customer !== null && code.customer !== place.customer) refuse("is for another customer");
  if (code.first_time === 1 && (await hasPaid(ctx, place.customer))) {
    refuse("is for customers who have not paid anything yet");
  }
  if (code.minimum_amount === null || place.subtotal === undefined) return;
  if (code.minimum_amount_currency !== place.currency || place.subtotal < code.minimum_amount) {
    refuse(`is for ${code.minimum_amount} ${code.minimum_amount_currency ?? ""} and more`);
  }
}

async function hasPaid(ctx: Context, customer: string): Promise<boolean> {
  const payments = await listPaymentIntents(ctx, { customer, status: "succeeded", limit: 1 });
  if (payments.data.length > 0) return true;
  return (await listInvoices(ctx, { customer, status: "paid", limit: 1 })).data.length > 0;
}
