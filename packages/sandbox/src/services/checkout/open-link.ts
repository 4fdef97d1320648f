import type { CheckoutSession, PaymentLink, PaymentMethodType } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { openSession } from "./create-session.ts";
import { getLinkRow } from "./link.ts";
import { modeOf } from "./line-items.ts";
import { lineItemsOf } from "./session.ts";
import type { SubscriptionData } from "./tables.ts";

/** Opens a session for a payer who visits a link. */
export async function openLink(ctx: Context): Promise<CheckoutSession> {
  const row = await getLinkRow(ctx, ctx.principal.credential ?? "");
  if (row.active === 0) {
    throw new DomainError("state_conflict", { message: "The payment link is out of use.", param: "id" });
  }
  const items = lineItemsOf(row).map((item) => ({ ...item, id: ctx.platform.ids("lineItem") }));
  const total = items.reduce((sum, item) => sum + item.amount_total, 0);
  const after = JSON.parse(row.after_completion) as PaymentLink["after_completion"];
  const terms = {
    allow_promotion_codes: row.allow_promotion_codes === 1,
    payment_method_types: JSON.parse(row.payment_method_types) as PaymentMethodType[],
    subscription_data: JSON.parse(row.subscription_data) as SubscriptionData,
    metadata: JSON.parse(row.metadata) as Record<string, string>,
    ...(after.redirect && { success_url: after.redirect.url }),
  };
  return openSession(ctx, { items, currency: row.currency, total, mode: modeOf(items) }, terms, row.id);
}
