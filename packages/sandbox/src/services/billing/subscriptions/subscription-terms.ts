import type { InputOf, Operations } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { DomainError } from "../../../platform/errors.ts";
import { mergeMetadata } from "../../../platform/metadata.ts";
import { patched } from "../../../platform/patch.ts";
import { methodOf } from "../invoices/invoice-terms.ts";
import { readMethodTypes } from "../invoices/issue-terms.ts";
import { refuse } from "../refuse.ts";
import type { SubscriptionRow } from "./subscription-tables.ts";

type Input = Pick<
  InputOf<Operations["subscriptions.update"]>,
  | "collection_method"
  | "days_until_due"
  | "default_payment_method"
  | "description"
  | "metadata"
  | "payment_settings"
  | "trial_settings"
  | "cancellation_details"
>;
type Terms = Pick<
  SubscriptionRow,
  | "collection_method"
  | "days_until_due"
  | "default_payment_method"
  | "description"
  | "metadata"
  | "payment_method_types"
  | "save_default_payment_method"
  | "trial_end_behavior"
  | "cancel_feedback"
  | "cancel_comment"
>;

/** What a new subscription has by default. */
export const noTerms: Terms = {
  collection_method: "charge_automatically",
  days_until_due: null,
  default_payment_method: null,
  description: null,
  metadata: "{}",
  payment_method_types: null,
  save_default_payment_method: "off",
  trial_end_behavior: "create_invoice",
  cancel_feedback: null,
  cancel_comment: null,
};

/** How a subscription is paid and what is noted on it, after a change. Throws where that does not go together. */
export async function readSubscriptionTerms(
  ctx: Context,
  before: Terms,
  { customer, currency }: Pick<SubscriptionRow, "customer" | "currency">,
  input: Input,
): Promise<Terms> {
  const method = input.collection_method ?? before.collection_method;
  return {
    collection_method: method,
    days_until_due: daysOf(method, before, input),
    default_payment_method: await methodOf(ctx, customer, input.default_payment_method, before),
    description: patched(input.description, before.description),
    metadata: mergeMetadata(before.metadata, input.metadata),
    payment_method_types: await readMethodTypes(before, currency, input),
    save_default_payment_method:
      input.payment_settings?.save_default_payment_method ?? before.save_default_payment_method,
    trial_end_behavior: input.trial_settings?.end_behavior.missing_payment_method ?? before.trial_end_behavior,
    cancel_feedback: input.cancellation_details?.feedback ?? before.cancel_feedback,
    cancel_comment: input.cancellation_details?.comment ?? before.cancel_comment,
  };
}

function daysOf(method: Terms["collection_method"], before: Terms, { days_until_due: days }: Input): number | null {
  if (method === "charge_automatically") {
    if (days !== undefined) refuse("days_until_due", "`days_until_due` goes with `send_invoice`.");
    return null;
  }
  const known = days ?? before.days_until_due;
  if (known !== null) return known;
  throw new DomainError("parameter_missing", {
    message: "With `send_invoice` an invoice is due at some time: send `days_until_due`.",
    param: "days_until_due",
  });
}

/** When a subscription ends, after a change. */
export function readEnd(
  now: number,
  row: Pick<SubscriptionRow, "cancel_at" | "cancel_at_period_end" | "canceled_at" | "period_end" | "cancel_reason">,
  input: { cancel_at?: number | null; cancel_at_period_end?: boolean },
): Pick<SubscriptionRow, "cancel_at" | "cancel_at_period_end" | "canceled_at" | "cancel_reason"> {
  const { cancel_at: at, cancel_at_period_end: atEnd } = input;
  if (at !== undefined && at !== null && atEnd) {
    refuse("cancel_at", "Send `cancel_at` or `cancel_at_period_end`, not both.");
  }
  if (typeof at === "number" && at <= now) refuse("cancel_at", "`cancel_at` lies in the past.");
  if (at === undefined && atEnd === undefined) {
    const { cancel_at, cancel_at_period_end, canceled_at, cancel_reason } = row;
    return { cancel_at, cancel_at_period_end, canceled_at, cancel_reason };
  }
  const end = atEnd ? row.period_end : (at ?? null);
  if (end === null) return { cancel_at: null, cancel_at_period_end: 0, canceled_at: null, cancel_reason: null };
  return {
    cancel_at: end,
    cancel_at_period_end: Number(atEnd ?? false),
    canceled_at: now,
    cancel_reason: "cancellation_requested",
  };
}
