import { isRecord, without } from "./fields.ts";

const intentFields = [
  "application",
  "customer",
  "customer_account",
  "excluded_payment_method_types",
  "metadata",
  "on_behalf_of",
  "payment_method_options",
];

/** What Stripe leaves out where a publishable key asks, by the kind of object; for what the native answer only empties. */
const leftOut: Readonly<Record<string, readonly string[]>> = {
  payment_intent: [
    ...intentFields,
    "amount_capturable",
    "amount_received",
    "application_fee_amount",
    "latest_charge",
    "managed_payments",
    "payment_record",
    "review",
    "statement_descriptor",
    "statement_descriptor_suffix",
    "transfer_data",
    "transfer_group",
  ],
  setup_intent: [...intentFields, "latest_attempt", "mandate", "single_use_mandate"],
  confirmation_token: ["metadata"],
  payment_method: ["metadata"],
  card: ["customer", "metadata"],
  source: ["metadata"],
};

/** An answer as a payer's page sees it, whatever is in it. */
export function forPayer(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(forPayer);
  if (!isRecord(value)) return value;
  const kind = value["object"];
  const own = typeof kind === "string" && Object.hasOwn(leftOut, kind) ? leftOut[kind] : undefined;
  // By the fingerprints of cards and bank accounts payers could be told from each other.
  const fields = Object.entries(without(value, "fingerprint", ...(own ?? [])));
  return Object.fromEntries(fields.map(([name, part]) => [name, forPayer(part)]));
}
