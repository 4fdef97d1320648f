import type { Projection } from "../route.ts";
import { asPlan, wholeOnly } from "./billing.ts";
import { absent, isRecord, listOf, pick, recordOf, without } from "./fields.ts";

const subscription: Projection = (shown) => ({
  ...shown,
  automatic_tax: { disabled_reason: null, enabled: false, liability: null },
  billing_mode: { flexible: null, type: "classic" },
  billing_schedules: [],
  cancellation_details: { ...recordOf(shown["cancellation_details"]), feedback_option: null },
  default_tax_rates: wholeOnly(shown["default_tax_rates"]),
  invoice_settings: {
    issuer: { type: "self" },
    ...absent("account_tax_ids", "custom_fields", "description", "footer"),
  },
  payment_settings: {
    ...recordOf(shown["payment_settings"]),
    ...absent("payment_method_options", "payment_method_types"),
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
  ...absent(
    "application",
    "application_fee_percent",
    "billing_cycle_anchor_config",
    "billing_thresholds",
    "customer_account",
    "default_source",
    "managed_payments",
    "next_pending_invoice_item_invoice",
    "on_behalf_of",
    "pending_invoice_item_interval",
    "pending_setup_intent",
    "transfer_data",
  ),
});

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

const schedule: Projection = (shown) => ({
  ...shown,
  billing_mode: { flexible: null, type: "classic" },
  default_settings: {
    billing_cycle_anchor: "automatic",
    invoice_settings: {
      issuer: { type: "self" },
      ...absent("account_tax_ids", "custom_fields", "days_until_due", "description", "footer"),
    },
    ...absent(
      "application_fee_percent",
      "billing_thresholds",
      "collection_method",
      "default_payment_method",
      "description",
      "on_behalf_of",
      "transfer_data",
    ),
  },
  pause_schedules: [],
  phases: listOf(shown["phases"])
    .map(recordOf)
    .map((phase) => ({
      ...phase,
      add_invoice_items: [],
      discounts: [],
      items: listOf(phase["items"])
        .map(recordOf)
        .map((planned) => ({
          ...planned,
          billing_thresholds: null,
          discounts: [],
          metadata: {},
          plan: planned["price"],
          tax_rates: [],
        })),
      metadata: {},
      ...absent(
        "application_fee_percent",
        "billing_cycle_anchor",
        "billing_thresholds",
        "collection_method",
        "default_payment_method",
        "default_tax_rates",
        "description",
        "invoice_settings",
        "on_behalf_of",
        "transfer_data",
        "trial_end",
      ),
    })),
  ...absent("application", "customer_account", "test_clock"),
});

/** What is billed again and again, by `object`. */
export const subscriptionProjections: Record<string, Projection> = {
  subscription,
  subscription_item: item,
  subscription_schedule: schedule,
};
