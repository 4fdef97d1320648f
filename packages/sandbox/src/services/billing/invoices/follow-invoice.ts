import type { Context } from "../../../platform/context.ts";
import { getPaymentMethod } from "../../customers/index.ts";
import { getPaymentIntent } from "../../payments/index.ts";
import { readSettings } from "../../settings/index.ts";
import { endSubscription } from "../subscriptions/end-subscription.ts";
import type { InvoiceRow } from "./invoice-tables.ts";
import { pendingUpdateOf, type StoredUpdate } from "../subscriptions/pending-update.ts";
import { subscriptions } from "../store.ts";
import { saveItems, saveSubscription, type SubscriptionEvent } from "../subscriptions/subscription.ts";
import { subscriptionTransitions, type SubscriptionCommand } from "../subscriptions/subscription-state.ts";
import { moved } from "../subscriptions/subscription-period.ts";
import { followEnd } from "../subscriptions/subscription-schedule.ts";
import type { SubscriptionRow } from "../subscriptions/subscription-tables.ts";

/**
 * What a subscription makes of an invoice of its own that is paid, that a bank is asked to pay, or that nobody need pay any
 * more.
 */
export async function followSettled(ctx: Context, invoice: InvoiceRow): Promise<void> {
  const found = await subscriptionOf(ctx, invoice);
  if (!found) return;
  const row = { ...found, default_payment_method: await defaultMethodOf(ctx, found, invoice) };
  const pending = pendingUpdateOf(row);
  if (pending?.invoice === invoice.id) {
    const { dropping, dropped } = pending.resumes === null ? updating : resuming;
    if (!dropping.includes(invoice.status)) return applyPending(ctx, row, pending);
    await saveSubscription(ctx, { ...row, pending_update: null }, ...dropped);
    return;
  }
  const changed = row.default_payment_method !== found.default_payment_method;
  if (row.latest_invoice === invoice.id) {
    await follow(ctx, row, settled(ctx, row, invoice), changed);
  } else if (changed) await saveSubscription(ctx, row, "customer.subscription.updated");
}

/** What tells of a change that waited for its payment. */
interface Told {
  /** What must happen to its invoice for the change to be dropped. */
  dropping: readonly InvoiceRow["status"][];
  dropped: readonly SubscriptionEvent[];
  applied: readonly SubscriptionEvent[];
}
const updating: Told = {
  dropping: ["void", "uncollectible"],
  dropped: ["customer.subscription.pending_update_expired"],
  applied: ["customer.subscription.pending_update_applied", "customer.subscription.updated"],
};
/** A pause ends even if the invoice of the resumption is written off; if it is voided, the pause goes on. */
const resuming: Told = {
  dropping: ["void"],
  dropped: [],
  applied: ["customer.subscription.updated", "customer.subscription.resumed"],
};

/** What follows for a subscription when its latest invoice is settled. */
function settled({ now }: Context, { status, trial_end: end }: SubscriptionRow, invoice: InvoiceRow) {
  if (status !== "incomplete") return "collect";
  if (invoice.status === "void") return "expire";
  return end !== null && now < end ? "begin_trial" : "collect";
}

/** What a subscription is paid with from now on: what an invoice of its own was, where it is to keep that. */
async function defaultMethodOf(ctx: Context, row: SubscriptionRow, invoice: InvoiceRow): Promise<string | null> {
  const { payment_intent: id, status, paid_out_of_band: elsewhere } = invoice;
  const before = row.default_payment_method;
  if (row.save_default_payment_method === "off" || status !== "paid" || id === null || elsewhere === 1) return before;
  const { payment_method: method } = await getPaymentIntent(ctx, { id });
  if (method === null) return before;
  // A method that was used before it was to be kept is not attached to the customer.
  return (await getPaymentMethod(ctx, { id: method })).customer === row.customer ? method : before;
}

/** What a subscription does when its invoice could not be paid. */
export async function followFailure(ctx: Context, invoice: InvoiceRow): Promise<void> {
  const row = await subscriptionOf(ctx, invoice);
  if (!row) return;
  const pending = pendingUpdateOf(row);
  if (pending?.invoice === invoice.id) {
    const tries = pending.resumes === "resume_on_payment_attempt" && invoice.attempt_count > 0;
    if (tries) await applyPending(ctx, row, { ...pending, row: { ...pending.row, status: "past_due" } });
    return;
  }
  const behind = row.latest_invoice === invoice.id ? await follow(ctx, row, "fall_behind") : row;
  const tried = invoice.auto_advance === 1 && invoice.collection_method === "charge_automatically";
  if (!tried || invoice.next_payment_attempt !== null || behind.status === "incomplete") return;
  const { subscription_dunning_end: end } = await readSettings(ctx);
  if (end === "unpaid") await follow(ctx, behind, "give_up");
  if (end === "cancel" && subscriptionTransitions[behind.status].cancel !== null) {
    await endSubscription(ctx, { ...behind, cancel_reason: "payment_failed" });
  }
}

async function subscriptionOf({ tx, principal }: Context, { subscription: id }: InvoiceRow) {
  return id === null ? undefined : tx.first(subscriptions.find, { id, realm: principal.realm });
}

async function follow(
  ctx: Context,
  row: SubscriptionRow,
  command: SubscriptionCommand,
  isChanged = false,
): Promise<SubscriptionRow> {
  const status = subscriptionTransitions[row.status][command] ?? row.status;
  if (status === row.status && !isChanged) return row;
  if (status !== "incomplete_expired") return save(ctx, { ...row, status });
  // It ends because nobody paid for it.
  await followEnd(ctx, { ...row, cancel_reason: "payment_failed" });
  return save(ctx, { ...row, status, ended_at: ctx.now, schedule_at: null });
}

async function save(ctx: Context, row: SubscriptionRow): Promise<SubscriptionRow> {
  await saveSubscription(ctx, row, "customer.subscription.updated");
  return row;
}

async function applyPending(ctx: Context, row: SubscriptionRow, pending: StoredUpdate): Promise<void> {
  const { applied } = pending.resumes === null ? updating : resuming;
  await saveItems(ctx, row.id, pending.items);
  await saveSubscription(ctx, { ...moved(row, pending.row), pending_update: null }, ...applied);
}
