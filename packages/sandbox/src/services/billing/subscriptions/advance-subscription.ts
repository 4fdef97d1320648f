import type { Context } from "../../../platform/context.ts";
import { advanceSchedule } from "./advance-schedule.ts";
import { getInvoiceRow } from "../invoices/invoice.ts";
import { endSubscription } from "./end-subscription.ts";
import { pendingUpdateOf } from "./pending-update.ts";
import { renewSubscription } from "./renew-subscription.ts";
import { setUpcoming, subscriptions } from "../store.ts";
import { planDue, saveSubscription } from "./subscription.ts";
import { incompleteSeconds, nextDue, type Due } from "./subscription-dues.ts";
import type { SubscriptionRow } from "./subscription-tables.ts";
import { tellUpcoming } from "./preview-invoice.ts";
import { voidInvoice } from "../invoices/void-invoice.ts";

/** Does the next thing that is due to a subscription; the clock comes back for those after it. */
export async function advanceSubscription(ctx: Context, id: string): Promise<void> {
  const row = await ctx.tx.first(subscriptions.find, { id, realm: ctx.principal.realm });
  const next = row && nextDue(row);
  if (!next) return;
  if (next.at > ctx.now) await planDue(ctx, row);
  else await verbs[next.due](ctx, row);
}

/** Takes the invoice back that a change waits for, unless somebody tries to have it paid again while its period runs. */
async function dropUpdate(ctx: Context, row: SubscriptionRow): Promise<unknown> {
  const pending = pendingUpdateOf(row);
  const invoice = await getInvoiceRow(ctx, pending?.invoice ?? "");
  const isOver = pending?.resumes === null && row.period_end <= ctx.now;
  if (!pending || isOver || invoice.next_payment_attempt === null) return voidInvoice(ctx, invoice);
  const later = { ...pending, expires_at: invoice.next_payment_attempt + incompleteSeconds };
  return saveSubscription(ctx, { ...row, pending_update: JSON.stringify(later) });
}

const verbs: Record<Due, (ctx: Context, row: SubscriptionRow) => Promise<unknown>> = {
  // What becomes of the subscription follows from its invoice.
  expire: (ctx, { latest_invoice: invoice }) => voidInvoice(ctx, { id: invoice ?? "" }),
  drop_update: dropUpdate,
  collect_again: (ctx, row) =>
    saveSubscription(ctx, { ...row, pause_behavior: null, pause_resumes_at: null }, "customer.subscription.updated"),
  phase: advanceSchedule,
  end: (ctx, row) => endSubscription(ctx, row, { prorate: true, invoice: true }),
  remind: (ctx, row) =>
    saveSubscription(ctx, { ...row, trial_reminder_at: null }, "customer.subscription.trial_will_end"),
  announce: async (ctx, row) => {
    await tellUpcoming(ctx, row);
    const announced = { ...row, upcoming_at: null };
    await ctx.tx.run(setUpcoming, announced);
    await planDue(ctx, announced);
  },
  renew: renewSubscription,
};
