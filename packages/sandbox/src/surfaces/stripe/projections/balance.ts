import type { Projection } from "../route.ts";
import { absent, listOf, recordOf, without } from "./fields.ts";

const withSources = (amounts: unknown) =>
  listOf(amounts).map((entry) => ({ ...recordOf(entry), source_types: { card: recordOf(entry)["amount"] } }));

/** What reports group a change of the balance under (https://docs.stripe.com/reports/reporting-categories). */
const reportingCategories: Record<string, string> = {
  adjustment: "dispute",
  application_fee: "platform_earning",
  application_fee_refund: "platform_earning_refund",
  charge: "charge",
  payment: "charge",
  payout: "payout",
  payout_cancel: "payout_reversal",
  payout_failure: "payout_reversal",
  refund: "refund",
  refund_failure: "refund_failure",
  payment_refund: "refund",
  topup: "topup",
  transfer: "transfer",
  transfer_refund: "transfer_reversal",
};

const balanceTransaction: Projection = (shown) => ({
  ...without(shown, "livemode"),
  balance_type: "payments",
  exchange_rate: null,
  fee_details: listOf(shown["fee_details"]).map((fee) => ({ ...recordOf(fee), application: null })),
  reporting_category: reportingCategories[String(shown["type"])] ?? "other_adjustment",
});

const payout: Projection = (shown) => ({
  ...shown,
  reconciliation_status: shown["automatic"] === true ? "completed" : "not_applicable",
  source_type: "card",
  ...absent("application_fee", "application_fee_amount", "payout_method", "trace_id"),
});

/** What the merchant has, by `object`. */
export const balanceProjections: Record<string, Projection> = {
  balance: (shown) => ({
    ...shown,
    available: withSources(shown["available"]),
    pending: withSources(shown["pending"]),
  }),
  balance_transaction: balanceTransaction,
  payout,
};
