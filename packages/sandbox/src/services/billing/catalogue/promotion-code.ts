import type { PromotionCode } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { DomainError, resourceMissing } from "../../../platform/errors.ts";
import { recordEvent } from "../../activity/index.ts";
import { activeCodes, promotionCodes } from "../store.ts";
import type { PromotionCodeRow } from "../tables.ts";

/** The promotion code as the API shows it. */
export function toPromotionCode(row: Omit<PromotionCodeRow, "n">, livemode: boolean): PromotionCode {
  return {
    id: row.id,
    object: "promotion_code",
    active: row.active === 1,
    code: row.code,
    coupon: row.coupon,
    created: row.created,
    customer: row.customer,
    expires_at: row.expires_at,
    livemode,
    max_redemptions: row.max_redemptions,
    metadata: JSON.parse(row.metadata) as PromotionCode["metadata"],
    restrictions: {
      first_time_transaction: row.first_time === 1,
      minimum_amount: row.minimum_amount,
      minimum_amount_currency: row.minimum_amount_currency,
    },
    times_redeemed: row.times_redeemed,
  };
}

/** Reads a promotion code, or throws. */
export async function getPromotionCodeRow(
  { tx, principal }: Context,
  id: string,
  param = "id",
): Promise<PromotionCodeRow> {
  const row = await tx.first(promotionCodes.find, { id, realm: principal.realm });
  if (!row) throw resourceMissing("promotion code", id, param);
  return row;
}

/** Throws where another code in use is the same word. */
export async function assertCodeFree({ tx, principal }: Context, code: string, param: string): Promise<void> {
  const taken = await tx.first(activeCodes, { realm: principal.realm, code, active: 1 });
  if (!taken) return;
  throw new DomainError("state_conflict", {
    message: `The code ${code} is in use by ${taken.id}: take that one out of use first.`,
    param,
  });
}

/** Writes a changed promotion code and tells of it. */
export async function savePromotionCode(ctx: Context, row: PromotionCodeRow): Promise<PromotionCode> {
  await ctx.tx.run(promotionCodes.update, row);
  const code = toPromotionCode(row, ctx.principal.mode === "live");
  await recordEvent(ctx, "promotion_code.updated", code);
  return code;
}
