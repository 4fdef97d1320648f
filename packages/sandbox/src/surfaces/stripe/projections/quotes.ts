import type { Native, Projection } from "../route.ts";
import { absent, isRecord, listOf, pick, recordOf } from "./fields.ts";

const totals = (tax: unknown): Native => ({
  total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: tax },
});

const quote: Projection = (shown) => {
  const { days_until_due: days, line_items: lines, recurring } = shown;
  const tax = listOf(shown["total_taxes"]).reduce<number>((sum, part) => sum + Number(recordOf(part)["amount"]), 0);
  const sums = { ...pick(shown, "amount_subtotal", "amount_total"), ...totals(tax) };
  return {
    ...pick(shown, "id", "object", "collection_method", "created", "currency", "customer", "default_tax_rates"),
    ...pick(shown, "description", "expires_at", "invoice", "livemode", "metadata", "number", "status"),
    ...pick(shown, "status_transitions", "subscription", "test_clock"),
    ...sums,
    automatic_tax: { enabled: false, ...absent("liability", "provider", "status") },
    computed: {
      recurring: isRecord(recurring)
        ? {
            ...pick(recurring, "amount_subtotal", "amount_total", "interval", "interval_count"),
            ...totals(recurring["amount_tax"]),
          }
        : null,
      upfront: sums,
    },
    discounts: [],
    invoice_settings: {
      days_until_due: days,
      issuer: { type: "self" },
      ...absent("custom_fields", "description", "footer"),
    },
    // Stripe shows them where they are asked for.
    ...(isRecord(lines) && { line_items: lines }),
    subscription_data: {
      billing_mode: { type: "classic" },
      metadata: {},
      ...absent("description", "effective_date", "trial_period_days"),
    },
    ...absent(
      "application",
      "application_fee_amount",
      "application_fee_percent",
      "customer_account",
      "footer",
      "from_quote",
      "header",
      "on_behalf_of",
      "subscription_schedule",
      "transfer_data",
    ),
  };
};

/** What something would cost, by `object`. */
export const quoteProjections: Record<string, Projection> = { quote };
