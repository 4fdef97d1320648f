import type { Native, Projection } from "../route.ts";
import { asPlan, wholeOnly } from "./billing.ts";
import { stripeAccountId } from "./connect.ts";
import { absent, isRecord, listOf, pick, recordOf, without } from "./fields.ts";

const subscription: Projection = (shown) => ({
  ...shown,
  application_fee_percent: percentOf(shown["application_fee_percent"]),
  automatic_tax: { disabled_reason: null, enabled: false, liability: null },
  billing_mode: { flexible: { proration_discounts: "included" }, type: "flexible" },
  billing_schedules: [],
  cancellation_details: { ...recordOf(shown["cancellation_details"]), feedback_option: null },
  default_tax_rates: wholeOnly(shown["default_tax_rates"]),
  invoice_settings: {
    issuer: { type: "self" },
    ...absent("account_tax_ids", "custom_fields", "description", "footer"),
  },
  payment_settings: {
    ...recordOf(shown["payment_settings"]),
    payment_method_options: null,
  },
  pending_update: isRecord(shown["pending_update"])
    ? {
        ...shown["pending_update"],
        subscription_items: null,
        ...absent("cancel_at_period_end", "discount", "discounts", "metadata", "trial_from_plan"),
      }
    : null,
  trial_settings: {
    end_behavior: { billing_cycle_anchor: null, ...recordOf(recordOf(shown["trial_settings"])["end_behavior"]) },
  },
  on_behalf_of: stripeAccountId(shown["on_behalf_of"]),
  transfer_data: shareData(shown["transfer_data"]),
  ...absent(
    "application",
    "billing_thresholds",
    "customer_account",
    "default_source",
    "managed_payments",
    "next_pending_invoice_item_invoice",
    "pending_invoice_item_interval",
  ),
});

const percentOf = (text: unknown): number | null => (typeof text === "string" ? Number(text) : null);

/** Whom its invoices are transferred to. */
const shareData = (data: unknown): Native | null =>
  isRecord(data)
    ? { amount_percent: percentOf(data["amount_percent"]), destination: stripeAccountId(data["destination"]) }
    : null;

const item: Projection = (shown) => {
  if (shown["deleted"] === true) return shown;
  const price = recordOf(shown["price"]);
  const metered = recordOf(price["recurring"])["usage_type"] === "metered";
  return {
    ...(metered ? without(shown, "quantity") : shown),
    // What a plan shows of a price is worded the same in both.
    plan: { ...asPlan(price), ...pick(price, "tiers") },
    tax_rates: wholeOnly(shown["tax_rates"]),
    ...absent("billing_thresholds", "current_trial"),
  };
};

/** How the invoices of a phase are sent; null where it says nothing of it. */
const invoiceSettings = (days: unknown): Native => ({
  days_until_due: days ?? null,
  issuer: { type: "self" },
  ...absent("account_tax_ids", "custom_fields", "description", "footer"),
});

/** What is redeemed when a phase begins. */
const offers = (discounts: unknown): Native[] =>
  listOf(discounts).map((discount) => ({ ...absent("coupon", "discount", "promotion_code"), ...recordOf(discount) }));

const addedItem = (added: Native): Native => ({
  ...pick(added, "price", "quantity", "metadata"),
  discountable: null,
  discounts: offers(added["discounts"]),
  period: { end: { type: "phase_start" }, start: { type: "phase_start" } },
});

const plannedItem = (planned: Native): Native => ({
  ...pick(planned, "price", "metadata"),
  ...(planned["quantity"] !== null && { quantity: planned["quantity"] }),
  billing_thresholds: null,
  discounts: offers(planned["discounts"]),
  plan: planned["price"],
});

const phase = (shown: Native): Native => ({
  ...without(shown, "days_until_due", "default_tax_rates"),
  add_invoice_items: listOf(shown["add_invoice_items"]).map(recordOf).map(addedItem),
  discounts: offers(shown["discounts"]),
  invoice_settings: shown["days_until_due"] === null ? null : invoiceSettings(shown["days_until_due"]),
  items: listOf(shown["items"]).map(recordOf).map(plannedItem),
  ...absent("application_fee_percent", "billing_thresholds", "on_behalf_of", "transfer_data"),
});

const schedule: Projection = (shown) => {
  const defaults = recordOf(shown["default_settings"]);
  return {
    ...shown,
    billing_mode: { flexible: { proration_discounts: "included" }, type: "flexible" },
    default_settings: {
      ...without(defaults, "days_until_due"),
      invoice_settings: invoiceSettings(defaults["days_until_due"]),
      ...absent("application_fee_percent", "billing_thresholds", "on_behalf_of", "transfer_data"),
    },
    pause_schedules: [],
    phases: listOf(shown["phases"]).map(recordOf).map(phase),
    ...absent("application", "customer_account", "test_clock"),
  };
};

/** What is billed again and again, by `object`. */
export const subscriptionProjections: Record<string, Projection> = {
  subscription,
  subscription_item: item,
  subscription_schedule: schedule,
};
