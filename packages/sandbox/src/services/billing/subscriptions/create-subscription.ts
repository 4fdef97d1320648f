import type { InputOf, Operations, Subscription } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { recordEvent } from "../../activity/index.ts";
import { getCustomerRow } from "../../customers/index.ts";
import { addInvoiceItems } from "./add-invoice-items.ts";
import { askForMethod } from "./ask-for-method.ts";
import { collectNow } from "./collect-now.ts";
import { dueOf } from "../invoices/invoice.ts";
import { linedWith } from "../invoices/invoice-lines.ts";
import type { InvoiceRow } from "../invoices/invoice-tables.ts";
import { insertDraft, takenBy } from "../invoices/new-invoice.ts";
import { elapsedLines } from "./elapsed-lines.ts";
import { newSubscription } from "./new-subscription.ts";
import { refuse } from "../refuse.ts";
import { subscriptionItems, subscriptions } from "../store.ts";
import { getSubscriptionRow, planDue, showSubscription, toSubscription } from "./subscription.ts";
import { subscriptionInvoice, waitingItems } from "./subscription-invoice.ts";
import { serviceLines } from "./subscription-lines.ts";
import { discountedItems, invoicePriceTerms, withPriceTerms } from "./subscription-pricing.ts";

type Input = InputOf<Operations["subscriptions.create"]>;

/** How a subscription begins. */
interface Beginning {
  /** Whether a trial, too, begins only when what is billed with it is paid. */
  awaitsPayment?: boolean;
  /** Whether what pays later is set up already. */
  isSetUp?: boolean;
}

/** Creates a subscription, bills its first period, and tries to have it paid. */
export async function createSubscription(
  ctx: Context,
  input: Input,
  { awaitsPayment = false, isSetUp = false }: Beginning = {},
): Promise<Subscription> {
  const behavior = input.payment_behavior ?? "allow_incomplete";
  if (behavior === "pending_if_incomplete") {
    refuse("payment_behavior", "`pending_if_incomplete` is for changes: there is nothing to go on with here.");
  }
  await getCustomerRow(ctx, input.customer, "customer");
  const made = await newSubscription(ctx, input);
  const begun = await withPriceTerms(ctx, made.row, made.items, input);
  const terms = await invoicePriceTerms(ctx, begun);
  const elapsed = input.proration_behavior === "none" ? [] : await elapsedLines(ctx, begun, made.items);
  const items = await discountedItems(ctx, begun, terms, made.items, elapsed);
  const service = [...elapsed, ...(await serviceLines(ctx, begun, items))];
  const draft = await subscriptionInvoice(ctx, begun, "subscription_create", { service, terms });
  const waits = awaitsPayment && begun.status === "trialing";
  const asks = !isSetUp && input.add_invoice_items === undefined && (await isFree(ctx, draft));
  const row = {
    ...begun,
    latest_invoice: draft.id,
    pending_setup_intent: asks ? await askForMethod(ctx, begun, behavior) : null,
    ...(waits && { status: "incomplete" as const }),
  };
  await ctx.tx.run(subscriptions.insert, row);
  for (const item of items) await ctx.tx.run(subscriptionItems.insert, item.row);
  await planDue(ctx, row);
  const rows = items.map((item) => item.row);
  await recordEvent(ctx, "customer.subscription.created", await toSubscription(ctx, row, rows));
  await addInvoiceItems(ctx, row, input.add_invoice_items);
  const waiting = await waitingItems(ctx, row.customer);
  if (row.status === "active") await insertDraft(ctx, draft, waiting);
  else {
    // Its owner has it paid, or nobody: only later ones are tried again.
    const first = { ...draft, auto_advance: 0, next_payment_attempt: null };
    await collectNow(ctx, await insertDraft(ctx, first, waiting), behavior);
  }
  return showSubscription(ctx, await getSubscriptionRow(ctx, row.id));
}

/** Whether nothing is to be paid of a draft, with what waits for it. */
async function isFree(ctx: Context, draft: InvoiceRow): Promise<boolean> {
  return dueOf(await linedWith(ctx, draft, takenBy(draft, await waitingItems(ctx, draft.customer)))) === 0;
}
