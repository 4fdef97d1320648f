import type { Subscription } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { collectNow, type PaymentBehavior } from "./collect-now.ts";
import { insertDraft } from "../invoices/new-invoice.ts";
import { writePendingUpdate, type ResumeBehavior } from "./pending-update.ts";
import type { Plan } from "./plan-change.ts";
import { getSubscriptionRow, saveItems, saveSubscription, showSubscription } from "./subscription.ts";
import { incompleteSeconds } from "./subscription-dues.ts";
import { addProrations, subscriptionInvoice, waitingItems } from "./subscription-invoice.ts";
import { invoicePriceTerms } from "./subscription-pricing.ts";
import { withUpcoming } from "./subscription-period.ts";
import type { SubscriptionRow } from "./subscription-tables.ts";
import { renewalOf, type Renewal } from "../usage/usage-lines.ts";

/** Brings a planned change about: what it makes due waits for the next invoice, or is billed and tried at once. */
export async function changeSubscription(
  ctx: Context,
  before: SubscriptionRow,
  plan: Plan,
  behavior: PaymentBehavior,
  resumes: ResumeBehavior | null = null,
): Promise<Subscription> {
  const moves = plan.renews || plan.row.period_end !== before.period_end;
  const after = moves ? await withUpcoming(ctx, plan.row) : plan.row;
  await addProrations(ctx, before, plan.prorations);
  const billed = await billedBy(ctx, before, { ...plan, row: after });
  const items = billed.items.map((item) => item.row);
  if (!plan.bills) {
    await saveItems(ctx, before.id, items);
    return saveSubscription(ctx, after, "customer.subscription.updated");
  }
  const draft = await subscriptionInvoice(ctx, after, "subscription_update", billed);
  const sent = after.collection_method === "send_invoice";
  if (resumes !== null || (behavior === "pending_if_incomplete" && !sent)) {
    const terms = { invoice: draft.id, expires_at: ctx.now + incompleteSeconds, resumes };
    const waiting = { ...before, latest_invoice: draft.id, pending_update: writePendingUpdate(after, items, terms) };
    await saveSubscription(ctx, waiting);
  } else {
    await saveItems(ctx, before.id, items);
    await saveSubscription(ctx, { ...after, latest_invoice: draft.id }, "customer.subscription.updated");
  }
  const waitingFor = await waitingItems(ctx, before.customer);
  if (sent) await insertDraft(ctx, draft, waitingFor);
  else {
    const advance = Number(behavior === "allow_incomplete");
    const now = { ...draft, auto_advance: advance, next_payment_attempt: null };
    await collectNow(ctx, await insertDraft(ctx, now, waitingFor), behavior);
  }
  return showSubscription(ctx, await getSubscriptionRow(ctx, before.id));
}

/** What the invoice of a change bills: besides what waits, the period that it begins. */
export async function billedBy(ctx: Context, before: SubscriptionRow, { row, items, renews }: Plan): Promise<Renewal> {
  if (!renews) return { items, service: [], terms: await invoicePriceTerms(ctx, row) };
  return renewalOf(ctx, { ...before, period_end: Math.min(ctx.now, before.period_end) }, row, items);
}
