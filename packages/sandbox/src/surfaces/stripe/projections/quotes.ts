import type { Native, Projection } from "../route.ts";
import { absent, isRecord, pick, recordOf } from "./fields.ts";

/** Sums as Stripe has them: what is taken off and added stands below the rest. */
const sumsOf = (sums: Native): Native => ({
  ...pick(sums, "amount_subtotal", "amount_total"),
  total_details: { ...pick(sums, "amount_discount", "amount_tax"), amount_shipping: 0 },
});

const total = (amounts: unknown): number =>
  Array.isArray(amounts) ? amounts.reduce<number>((sum, part) => sum + Number(recordOf(part)["amount"]), 0) : 0;

const quote: Projection = (shown) => {
  const { days_until_due: days, line_items: lines, recurring } = shown;
  return {
    ...pick(shown, "id", "object", "collection_method", "created", "currency", "customer", "default_tax_rates"),
    ...pick(shown, "description", "discounts", "expires_at", "footer", "from_quote", "header", "invoice"),
    ...pick(shown, "livemode", "metadata", "number", "status"),
    ...pick(shown, "status_transitions", "subscription", "subscription_schedule", "test_clock"),
    ...sumsOf({
      ...shown,
      amount_discount: total(shown["total_discount_amounts"]),
      amount_tax: total(shown["total_taxes"]),
    }),
    automatic_tax: { enabled: false, ...absent("liability", "provider", "status") },
    computed: {
      recurring: isRecord(recurring)
        ? { ...pick(recurring, "interval", "interval_count"), ...sumsOf(recurring) }
        : null,
      upfront: sumsOf(recordOf(shown["upfront"])),
    },
    invoice_settings: {
      days_until_due: days,
      issuer: { type: "self" },
      ...absent("custom_fields", "description", "footer"),
    },
    // Stripe shows them where they are asked for.
    ...(isRecord(lines) && { line_items: lines }),
    subscription_data: { billing_mode: { type: "classic" }, ...recordOf(shown["subscription_data"]) },
    ...absent(
      "application",
      "application_fee_amount",
      "application_fee_percent",
      "customer_account",
      "on_behalf_of",
      "transfer_data",
    ),
  };
};

/** What something would cost, by `object`. */
export const quoteProjections: Record<string, Projection> = { quote };
