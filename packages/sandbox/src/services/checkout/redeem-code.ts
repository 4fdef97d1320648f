import type { CheckoutSession, InputOf, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { findPromotion } from "../billing/index.ts";
import { lessen } from "./lessen.ts";
import { getSessionRow, nextSessionStatus, saveSession, toSession } from "./session.ts";
import type { SessionRow } from "./tables.ts";

/** Redeems a promotion code in the payer's place. */
export async function redeemCode(
  ctx: Context,
  { id, promotion_code: word }: InputOf<Operations["checkout_sessions.redeem"]>,
): Promise<CheckoutSession> {
  return saveSession(ctx, await withCode(ctx, await getSessionRow(ctx, id), word));
}

/** The session with what a code takes off. An empty one takes nothing off. */
export async function withCode(ctx: Context, row: SessionRow, word: string): Promise<SessionRow> {
  nextSessionStatus(ctx, row, "pay");
  if (row.allow_promotion_codes === 0) {
    throw new DomainError("parameter_invalid", {
      message: "This session takes no promotion codes.",
      param: "promotion_code",
    });
  }
  // The sum of a try stands in its intent or invoice.
  if (row.payment_intent !== null || row.setup_intent !== null || row.subscription !== null) {
    throw new DomainError("state_conflict", {
      message: "Somebody has tried to pay this already: the sum stays what it was then.",
      param: "promotion_code",
      resource: { checkout_session: toSession(ctx, row) },
    });
  }
  return lessen(ctx, row, word.trim() === "" ? undefined : await findPromotion(ctx, word));
}
