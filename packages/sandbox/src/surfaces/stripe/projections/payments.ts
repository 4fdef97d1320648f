import type { Native, Projection } from "../route.ts";
import { asBillingDetails, chargedDetails } from "./card.ts";
import { stripeAccountId } from "./connect.ts";
import { paymentMethod } from "./customers.ts";
import { absent, isRecord, present, recordOf, without } from "./fields.ts";

const paymentIntent: Projection = (intent) => ({
  ...without(intent, "invoice"),
  allowed_payment_method_types: intent["automatic_payment_methods"] === null ? intent["payment_method_types"] : null,
  last_payment_error: failure(intent["last_payment_error"]),
  next_action: nextAction(intent["next_action"]),
  payment_method_options: optionsOf(intent["payment_method_types"]),
  on_behalf_of: stripeAccountId(intent["on_behalf_of"]),
  transfer_data: transferData(intent["transfer_data"], present),
  ...absent(
    "application",
    "customer_account",
    "excluded_payment_method_types",
    "managed_payments",
    "payment_method_configuration_details",
    "payment_record",
    "processing",
    "review",
    "source",
  ),
});

const setupIntent: Projection = (intent) => ({
  ...intent,
  last_setup_error: failure(intent["last_setup_error"]),
  next_action: nextAction(intent["next_action"]),
  payment_method_options: optionsOf(intent["payment_method_types"], setupCardOptions),
  ...absent(
    "allowed_payment_method_types",
    "application",
    "automatic_payment_methods",
    "customer_account",
    "excluded_payment_method_types",
    "flow_directions",
    "latest_attempt",
    "mandate",
    "on_behalf_of",
    "payment_method_configuration_details",
    "single_use_mandate",
  ),
});

const confirmationToken: Projection = (shown) => ({
  ...shown,
  payment_method_preview: paymentMethod(recordOf(shown["payment_method_preview"])),
  shipping: isRecord(shown["shipping"]) ? without(shown["shipping"], "carrier", "tracking_number") : null,
  use_stripe_sdk: true,
  ...absent("mandate_data", "payment_method_options"),
});

/** Whom the money is for; an intent leaves out what a charge has as null. */
const transferData = (data: unknown, shown: (data: Native) => Native = (same) => same): Native | null =>
  isRecord(data) ? shown({ ...data, destination: stripeAccountId(data["destination"]) }) : null;

/** An error that an intent keeps. */
const failure = (error: unknown): Native | null =>
  isRecord(error)
    ? {
        ...present(error),
        doc_url: `https://docs.stripe.com/error-codes#${String(error["code"]).replaceAll("_", "-")}`,
      }
    : null;

function nextAction(action: unknown): Native | null {
  if (!isRecord(action)) return null;
  const transfer = action["display_bank_transfer_instructions"];
  if (!isRecord(transfer)) return action;
  return {
    ...action,
    display_bank_transfer_instructions: { ...transfer, hosted_instructions_url: null, type: "us_bank_transfer" },
  };
}

const cardOptions = { installments: null, mandate_options: null, network: null, request_three_d_secure: "automatic" };
const setupCardOptions = { mandate_options: null, network: null, request_three_d_secure: "automatic" };
const optionsOf = (types: unknown, card: Native = cardOptions): Native =>
  Array.isArray(types) && types.includes("card") ? { card } : {};

const charge: Projection = (shown) => {
  const details = recordOf(shown["payment_method_details"]);
  const type = String(details["type"]);
  return {
    ...without(shown, "invoice", "released", "transfer"),
    ...present({ transfer: shown["transfer"] }),
    billing_details: asBillingDetails(shown["billing_details"]),
    calculated_statement_descriptor: shown["statement_descriptor"] ?? null,
    fraud_details: {},
    on_behalf_of: stripeAccountId(shown["on_behalf_of"]),
    transfer_data: transferData(shown["transfer_data"]),
    payment_method_details: { type, [type]: chargedDetails[type]?.(recordOf(details[type])) ?? {} },
    ...absent(
      "application",
      "failure_balance_transaction",
      "receipt_number",
      "receipt_url",
      "review",
      "source",
      "source_transfer",
      "statement_descriptor_suffix",
    ),
  };
};

const refund: Projection = (shown) => {
  const { failure_balance_transaction, failure_reason, ...rest } = without(shown, "livemode");
  return {
    ...rest,
    ...present({ failure_balance_transaction, failure_reason }),
    ...absent("customer", "customer_account", "payment_method", "receipt_number", "source_transfer_reversal"),
  };
};

const evidenceFields = [
  "access_activity_log",
  "billing_address",
  "cancellation_policy",
  "cancellation_policy_disclosure",
  "cancellation_rebuttal",
  "customer_communication",
  "customer_email_address",
  "customer_name",
  "customer_purchase_ip",
  "customer_signature",
  "duplicate_charge_documentation",
  "duplicate_charge_explanation",
  "duplicate_charge_id",
  "product_description",
  "receipt",
  "refund_policy",
  "refund_policy_disclosure",
  "refund_refusal_explanation",
  "service_date",
  "service_documentation",
  "shipping_address",
  "shipping_carrier",
  "shipping_date",
  "shipping_documentation",
  "shipping_tracking_number",
  "uncategorized_file",
  "uncategorized_text",
] as const;

const dispute: Projection = (shown) => ({
  ...shown,
  // An event's dispute names them by their ids only; Stripe has them whole or not at all.
  balance_transactions: Array.isArray(shown["balance_transactions"])
    ? shown["balance_transactions"].filter(isRecord)
    : [],
  enhanced_eligibility_types: [],
  evidence: { ...absent(...evidenceFields), enhanced_evidence: {}, ...recordOf(shown["evidence"]) },
  evidence_details: {
    ...recordOf(shown["evidence_details"]),
    enhanced_eligibility: {},
    submission_method: "manual",
  },
  intended_submission_method: null,
  network_reason_code: null,
});

/** What is paid and how, by `object`. */
export const paymentProjections: Record<string, Projection> = {
  payment_intent: paymentIntent,
  setup_intent: setupIntent,
  confirmation_token: confirmationToken,
  charge,
  refund,
  dispute,
};
