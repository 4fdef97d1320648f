import type { Context } from "../../../platform/context.ts";
import { daySeconds } from "../../../platform/day.ts";
import { readSettings } from "../../settings/index.ts";
import { periodAt } from "./calendar.ts";
import { cycleOf } from "./subscription.ts";
import type { SubscriptionRow } from "./subscription-tables.ts";

/** How long before its end a trial's end is announced, as Stripe has it. */
const reminderSeconds = 3 * daySeconds;

/** The columns of a trial. */
export const trialColumns = (
  now: number,
  start: number,
  end: number,
): Pick<SubscriptionRow, "trial_start" | "trial_end" | "trial_reminder_at"> => ({
  trial_start: start,
  trial_end: end,
  trial_reminder_at: Math.max(now, end - reminderSeconds),
});

/** Whether a subscription is in the part of a period before its anchor that it has for nothing. */
export const isFree = (row: SubscriptionRow): boolean =>
  row.status !== "trialing" && row.free_until === row.period_end && row.free_until === row.billing_cycle_anchor;

/** The subscription in another period: one that ends with its period ends with the new one. */
export const moved = (row: SubscriptionRow, period: Partial<SubscriptionRow>): SubscriptionRow => {
  const changed = { ...row, ...period };
  return changed.cancel_at_period_end === 1 ? { ...changed, cancel_at: changed.period_end } : changed;
};

/** When the invoice for the period after this one is announced; null where nobody wants that, or the period is too short. */
function upcomingAt(row: SubscriptionRow, days: number): number | null {
  const at = row.period_end - days * daySeconds;
  return days > 0 && at > row.period_start ? at : null;
}

/** The subscription in the period after its own. */
export async function nextPeriod(ctx: Context, row: SubscriptionRow): Promise<SubscriptionRow> {
  const next = {
    ...row,
    status: row.status === "trialing" ? ("active" as const) : row.status,
    period_start: row.period_end,
    period_end: periodAt(cycleOf(row), row.period_end).end,
    trial_reminder_at: null,
  };
  return withUpcoming(ctx, next);
}

/** The subscription with the instant at which its next invoice is announced. */
export async function withUpcoming(ctx: Context, row: SubscriptionRow): Promise<SubscriptionRow> {
  return { ...row, upcoming_at: upcomingAt(row, (await readSettings(ctx)).invoice_upcoming_days) };
}
