import type { Native, Projection } from "../route.ts";
import { stripeAccountId } from "./connect.ts";
import { absent, isRecord, listOf, pick, recordOf } from "./fields.ts";

/** The payment of an invoice, once somebody has asked for it: the secret by which a payer's page confirms it. */
function confirmationSecret(intent: unknown): Native {
  if (!isRecord(intent)) return {};
  return { confirmation_secret: { client_secret: intent["client_secret"], type: "payment_intent" } };
}

/** Resources that Stripe shows whole: the ids that an event has in their place are left out. */
export const wholeOnly = (resources: unknown): unknown[] => listOf(resources).filter(isRecord);

/** The taxes of a line or of a whole. */
export const asTaxes = (taxes: unknown): Native[] =>
  listOf(taxes).map((tax) => ({
    ...pick(recordOf(tax), "amount", "tax_behavior", "taxable_amount"),
    tax_rate_details: { tax_rate: recordOf(tax)["tax_rate"] },
    taxability_reason: recordOf(tax)["taxability_reason"] ?? "not_available",
    type: "tax_rate_details",
  }));

/** What discounts take off before taxes. */
export const asPretaxCredits = (amounts: unknown): Native[] =>
  listOf(amounts).map((amount) => ({ ...recordOf(amount), type: "discount" }));

/** What an invoice or an item is of. */
const subscriptionParent = (subscription: unknown, details: Native): Native | null =>
  subscription === null || subscription === undefined
    ? null
    : { subscription_details: { ...details, subscription }, type: "subscription_details" };

const quoteParent = (quote: unknown): Native | null =>
  typeof quote === "string" ? { quote_details: { quote }, type: "quote_details" } : null;

const invoice: Projection = (shown) => {
  if (shown["deleted"] === true) return shown;
  const { status, status_transitions: transitions, next_payment_attempt: next } = shown;
  const parent =
    subscriptionParent(shown["subscription"], { metadata: shown["subscription_metadata"] }) ??
    quoteParent(shown["quote"]);
  return {
    ...pick(shown, ...invoiceFields),
    ...confirmationSecret(shown["payment_intent"]),
    ...(isRecord(shown["payments"]) && { payments: shown["payments"] }),
    amount_overpaid: 0,
    amount_shipping: 0,
    automatic_tax: { enabled: false, ...absent("disabled_reason", "liability", "provider", "status") },
    automatically_finalizes_at: status === "draft" ? next : null,
    default_tax_rates: wholeOnly(shown["default_tax_rates"]),
    issuer: { type: "self" },
    on_behalf_of: stripeAccountId(shown["on_behalf_of"]),
    parent: parent && { quote_details: null, subscription_details: null, ...parent },
    payment_settings: {
      ...recordOf(shown["payment_settings"]),
      ...absent("default_mandate", "payment_method_options"),
    },
    total_pretax_credit_amounts: asPretaxCredits(shown["total_discount_amounts"]),
    total_taxes: asTaxes(shown["total_taxes"]),
    webhooks_delivered_at: recordOf(transitions)["finalized_at"],
    ...absent(
      "account_country",
      "account_name",
      "account_tax_ids",
      "application",
      "customer_account",
      "default_source",
      "from_invoice",
      "last_finalization_error",
      "latest_revision",
      "receipt_number",
      "rendering",
      "shipping_cost",
      "shipping_details",
    ),
  };
};

const invoiceFields = [
  "id",
  "object",
  "amount_due",
  "amount_paid",
  "amount_remaining",
  "attempt_count",
  "attempted",
  "auto_advance",
  "billing_reason",
  "collection_method",
  "created",
  "currency",
  "custom_fields",
  "customer",
  "customer_address",
  "customer_email",
  "customer_name",
  "customer_phone",
  "customer_shipping",
  "customer_tax_exempt",
  "customer_tax_ids",
  "default_payment_method",
  "description",
  "discounts",
  "due_date",
  "effective_at",
  "ending_balance",
  "footer",
  "hosted_invoice_url",
  "invoice_pdf",
  "lines",
  "livemode",
  "metadata",
  "next_payment_attempt",
  "number",
  "period_end",
  "period_start",
  "post_payment_credit_notes_amount",
  "pre_payment_credit_notes_amount",
  "starting_balance",
  "statement_descriptor",
  "status",
  "status_transitions",
  "subtotal",
  "subtotal_excluding_tax",
  "total_discount_amounts",
  "total_excluding_tax",
  "test_clock",
  "total",
] as const;

/** What a line or an item costs, where a price says so. */
function pricing({ price, product, unit_amount_decimal: unit }: Native): Native | null {
  if (price === null || price === undefined) return null;
  return {
    price_details: { price, product },
    type: "price_details",
    unit_amount_decimal: unit,
  };
}

const line: Projection = (shown) => ({
  ...pick(shown, "id", "object", "amount", "currency", "description", "invoice", "livemode", "metadata", "period"),
  ...pick(shown, "discount_amounts", "discountable", "discounts"),
  parent: lineParent(shown),
  pretax_credit_amounts: asPretaxCredits(shown["discount_amounts"]),
  pricing: pricing(shown),
  quantity: shown["quantity"],
  quantity_decimal: String(shown["quantity"]),
  subscription: shown["subscription"] ?? null,
  subtotal: shown["amount"],
  taxes: asTaxes(shown["taxes"]),
});

function lineParent(shown: Native): Native {
  const { invoice_item: item, proration, subscription, subscription_item: subscriptionItem } = shown;
  const details = { invoice_item: item, proration, proration_details: { credited_items: null }, subscription };
  return subscriptionItem === null
    ? { invoice_item_details: details, subscription_item_details: null, type: "invoice_item_details" }
    : {
        invoice_item_details: null,
        subscription_item_details: { ...details, subscription_item: subscriptionItem },
        type: "subscription_item_details",
      };
}

const invoiceItem: Projection = (shown) => {
  if (shown["deleted"] === true) return shown;
  const { subscription, subscription_item: item } = shown;
  return {
    ...pick(shown, "id", "object", "amount", "currency", "customer", "date", "description", "invoice", "livemode"),
    ...pick(shown, "discountable", "discounts", "metadata", "period", "proration", "quantity", "test_clock"),
    customer_account: null,
    parent: subscriptionParent(subscription, typeof item === "string" ? { subscription_item: item } : {}),
    pricing: pricing(shown),
    quantity_decimal: String(shown["quantity"]),
    tax_rates: wholeOnly(shown["tax_rates"]),
  };
};

const invoicePayment: Projection = (shown) => ({
  ...pick(shown, "id", "object", "amount_paid", "amount_requested", "created", "currency", "invoice", "livemode"),
  is_default: true,
  payment: { payment_intent: shown["payment_intent"], type: "payment_intent" },
  status: shown["status"],
  status_transitions: { canceled_at: shown["canceled_at"], paid_at: shown["paid_at"] },
});

const taxRate: Projection = (shown) => ({
  ...shown,
  effective_percentage: Number(shown["percentage"]),
  percentage: Number(shown["percentage"]),
  rate_type: "percentage",
  ...absent("flat_amount", "jurisdiction_level", "tax_type"),
});

const balanceChange: Projection = (shown) => ({ ...shown, ...absent("checkout_session", "customer_account") });

/** One that ended by a call of its own says that it is deleted, and not when it ends. */
const discount: Projection = (shown) => {
  const { coupon, deleted, end } = shown;
  // The native answer to a deletion names it, and no more.
  if (coupon === undefined) return shown;
  return {
    ...pick(shown, "id", "object", "customer", "invoice", "invoice_item", "promotion_code", "start"),
    ...(deleted === true ? { deleted } : { end }),
    ...pick(shown, "subscription", "subscription_item"),
    source: { coupon: recordOf(coupon)["id"], type: "coupon" },
    ...absent("checkout_session", "customer_account"),
  };
};

/** A recurring price in Stripe's older form. */
export const asPlan: Projection = (price) => {
  if (price["deleted"] === true && !("created" in price)) return { id: price["id"], object: "plan", deleted: true };
  const { recurring, transform_quantity: transform, unit_amount: amount, tiers } = price;
  const { interval, interval_count: count, meter, usage_type: usage } = recordOf(recurring);
  return {
    ...pick(price, "id", "active", "billing_scheme", "created", "currency", "livemode", "metadata", "nickname"),
    object: "plan",
    amount,
    amount_decimal: price["unit_amount_decimal"],
    interval,
    interval_count: count,
    meter,
    product: price["product"],
    ...(listOf(tiers).length > 0 && { tiers }),
    tiers_mode: price["tiers_mode"],
    transform_usage: transform,
    trial_period_days: null,
    usage_type: usage,
  };
};

/** What is billed, by `object`. */
export const billingProjections: Record<string, Projection> = {
  invoice,
  line_item: line,
  invoiceitem: invoiceItem,
  invoice_payment: invoicePayment,
  tax_rate: taxRate,
  customer_balance_transaction: balanceChange,
  discount,
};
