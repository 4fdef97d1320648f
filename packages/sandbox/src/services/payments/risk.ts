import type { Context } from "../../platform/context.ts";
import { recordEvent } from "../activity/index.ts";
import { readSettings } from "../settings/index.ts";
import { countAttempts } from "./store.ts";
import type { PaymentIntentRow } from "./tables.ts";

const windowSeconds = 60;

/**
 * The rule on payments per minute: one attempt of a customer too many in the last minute is told as `risk.alert`. Answers
 * whether the attempt is to be blocked.
 */
export async function assessRisk(ctx: Context, { id, customer }: PaymentIntentRow): Promise<boolean> {
  if (customer === null) return false;
  const { realm } = ctx.principal;
  const after = ctx.now - windowSeconds;
  const count = ((await ctx.tx.first(countAttempts, { realm, customer, after }))?.count ?? 0) + 1;
  const { risk_payments_per_minute_max: max, risk_action: action } = await readSettings(ctx);
  if (count <= max) return false;
  await recordEvent(ctx, "risk.alert", {
    id: ctx.platform.ids("riskAlert"),
    object: "risk_alert",
    action,
    count,
    created: ctx.now,
    customer,
    livemode: ctx.principal.mode === "live",
    payment_intent: id,
    rule: "payments_per_minute",
    window_s: windowSeconds,
  });
  return action === "block";
}
