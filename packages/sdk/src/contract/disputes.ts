import { Type, type Static } from "typebox";

import { operation } from "./operation.ts";
import {
  Amount,
  Currency,
  expandParam,
  Id,
  List,
  Metadata,
  MetadataParam,
  Nullable,
  OneOf,
  pageParams,
  Params,
  searchParams,
  SearchResult,
  Timestamp,
} from "./schema.ts";

/** Where a dispute can stand. A `warning_…` is an inquiry: no money has moved yet. */
export const disputeStatuses = [
  "warning_needs_response",
  "warning_under_review",
  "warning_closed",
  "needs_response",
  "under_review",
  "won",
  "lost",
] as const;
/** Where a dispute can stand. */
export type DisputeStatus = (typeof disputeStatuses)[number];
export const disputeReasons = [
  "credit_not_processed",
  "debit_not_authorized",
  "duplicate",
  "fraudulent",
  "general",
  "product_not_received",
  "product_unacceptable",
  "subscription_canceled",
  "unrecognized",
] as const;

/** What may be said in a dispute. */
export const evidenceFields = [
  "access_activity_log",
  "billing_address",
  "cancellation_policy",
  "cancellation_rebuttal",
  "customer_communication",
  "customer_email_address",
  "customer_name",
  "customer_purchase_ip",
  "customer_signature",
  "duplicate_charge_explanation",
  "duplicate_charge_id",
  "product_description",
  "receipt",
  "refund_policy",
  "refund_refusal_explanation",
  "service_date",
  "service_documentation",
  "shipping_address",
  "shipping_carrier",
  "shipping_date",
  "shipping_documentation",
  "shipping_tracking_number",
  "uncategorized_text",
] as const;
const EvidenceParam = Params(
  Object.fromEntries(evidenceFields.map((name) => [name, Type.Optional(Type.String({ maxLength: 20_000 }))])) as Record<
    (typeof evidenceFields)[number],
    ReturnType<typeof Type.Optional<ReturnType<typeof Type.String>>>
  >,
);

export const Dispute = Type.Object({
  id: Id("dispute"),
  object: Type.Literal("dispute"),
  amount: Amount,
  balance_transactions: Type.Array(Id("balanceTransaction")),
  charge: Id("charge"),
  created: Timestamp,
  currency: Currency,
  evidence: Type.Record(Type.String(), Type.String()),
  evidence_details: Type.Object({
    due_by: Nullable(Timestamp),
    has_evidence: Type.Boolean(),
    past_due: Type.Boolean(),
    submission_count: Type.Integer({ minimum: 0 }),
  }),
  is_charge_refundable: Type.Boolean(),
  livemode: Type.Boolean(),
  metadata: Metadata,
  payment_intent: Id("paymentIntent"),
  reason: OneOf(...disputeReasons),
  status: OneOf(...disputeStatuses),
});
/** A payer who asks the bank for the money back, and how the merchant answers. */
export type Dispute = Static<typeof Dispute>;

export const disputeOperations = {
  "disputes.create": operation({
    id: "disputes.create",
    method: "POST",
    path: "/payments/disputes",
    access: "payments:write",
    summary: "Dispute a charge, in the payer's place: as a dispute, or first as an inquiry.",
    input: Params({
      charge: Id("charge"),
      amount: Type.Optional(Amount),
      inquiry: Type.Optional(Type.Boolean()),
      reason: Type.Optional(OneOf(...disputeReasons)),
      ...expandParam,
    }),
    output: Dispute,
    status: 201,
    errors: [
      "resource_missing",
      "charge_not_captured",
      "charge_disputed",
      "charge_already_refunded",
      "amount_too_large",
    ],
  }),
  "disputes.list": operation({
    id: "disputes.list",
    method: "GET",
    path: "/payments/disputes",
    access: "payments:read",
    summary: "List disputes.",
    input: Params({
      ...pageParams,
      charge: Type.Optional(Id("charge")),
      payment_intent: Type.Optional(Id("paymentIntent")),
      status: Type.Optional(OneOf(...disputeStatuses)),
      ...expandParam,
    }),
    output: List(Dispute),
    errors: [],
  }),
  "disputes.search": operation({
    id: "disputes.search",
    method: "GET",
    path: "/payments/disputes/search",
    access: "payments:read",
    summary: "Search disputes.",
    input: Params(searchParams),
    output: SearchResult(Dispute),
    errors: ["parameter_invalid"],
  }),
  "disputes.get": operation({
    id: "disputes.get",
    method: "GET",
    path: "/payments/disputes/{id}",
    access: "payments:read",
    summary: "Read a dispute.",
    input: Params({ id: Id("dispute"), ...expandParam }),
    output: Dispute,
    errors: ["resource_missing"],
  }),
  "disputes.update": operation({
    id: "disputes.update",
    method: "POST",
    path: "/payments/disputes/{id}",
    access: "payments:write",
    summary: "Add evidence; with `submit` it goes to the bank. `winning_evidence` and `losing_evidence` decide it.",
    input: Params({
      id: Id("dispute"),
      evidence: Type.Optional(EvidenceParam),
      submit: Type.Optional(Type.Boolean()),
      metadata: Type.Optional(Nullable(MetadataParam)),
      ...expandParam,
    }),
    output: Dispute,
    errors: ["resource_missing", "state_conflict"],
  }),
  "disputes.close": operation({
    id: "disputes.close",
    method: "POST",
    path: "/payments/disputes/{id}/close",
    access: "payments:write",
    summary: "Accept a dispute as lost.",
    input: Params({ id: Id("dispute"), ...expandParam }),
    output: Dispute,
    errors: ["resource_missing", "state_conflict"],
  }),
};
