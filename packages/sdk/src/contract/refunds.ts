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

/** Where a refund can stand. */
export const refundStatuses = ["pending", "succeeded", "failed", "canceled"] as const;
/** Where a refund can stand. */
export type RefundStatus = (typeof refundStatuses)[number];
export const refundReasons = ["duplicate", "fraudulent", "requested_by_customer"] as const;

export const Refund = Type.Object({
  id: Id("refund"),
  object: Type.Literal("refund"),
  amount: Amount,
  balance_transaction: Nullable(Id("balanceTransaction")),
  charge: Id("charge"),
  created: Timestamp,
  currency: Currency,
  failure_balance_transaction: Nullable(Id("balanceTransaction")),
  failure_reason: Nullable(Type.String()),
  livemode: Type.Boolean(),
  metadata: Metadata,
  payment_intent: Id("paymentIntent"),
  reason: Nullable(OneOf(...refundReasons)),
  status: OneOf(...refundStatuses),
  transfer_reversal: Nullable(Id("transferReversal")),
});
/** Money on its way back to the payer. A failed or canceled one came back to the balance. */
export type Refund = Static<typeof Refund>;

/** Whether those who shared in the payment pay their parts of the refund. */
export const sharedRefundParams = {
  refund_application_fee: Type.Optional(
    Type.Boolean({ description: "Gives the application fee back, in proportion to what is refunded." }),
  ),
  reverse_transfer: Type.Optional(
    Type.Boolean({ description: "Takes the transfer back, in proportion to what is refunded." }),
  ),
};

export const refundOperations = {
  "refunds.create": operation({
    id: "refunds.create",
    method: "POST",
    path: "/payments/refunds",
    access: "payments:write",
    summary: "Refund a charge, by its id or its intent's, in full or in part.",
    input: Params({
      charge: Type.Optional(Id("charge")),
      payment_intent: Type.Optional(Id("paymentIntent")),
      amount: Type.Optional(Amount),
      reason: Type.Optional(OneOf(...refundReasons)),
      ...sharedRefundParams,
      metadata: Type.Optional(MetadataParam),
      ...expandParam,
    }),
    output: Refund,
    status: 201,
    errors: [
      "resource_missing",
      "payment_intent_unexpected_state",
      "charge_already_refunded",
      "charge_disputed",
      "amount_too_large",
      "balance_insufficient",
    ],
  }),
  "refunds.list": operation({
    id: "refunds.list",
    method: "GET",
    path: "/payments/refunds",
    access: "payments:read",
    summary: "List refunds.",
    input: Params({
      ...pageParams,
      charge: Type.Optional(Id("charge")),
      payment_intent: Type.Optional(Id("paymentIntent")),
      status: Type.Optional(OneOf(...refundStatuses)),
      ...expandParam,
    }),
    output: List(Refund),
    errors: [],
  }),
  "refunds.search": operation({
    id: "refunds.search",
    method: "GET",
    path: "/payments/refunds/search",
    access: "payments:read",
    summary: "Search refunds.",
    input: Params(searchParams),
    output: SearchResult(Refund),
    errors: ["parameter_invalid"],
  }),
  "refunds.get": operation({
    id: "refunds.get",
    method: "GET",
    path: "/payments/refunds/{id}",
    access: "payments:read",
    summary: "Read a refund.",
    input: Params({ id: Id("refund"), ...expandParam }),
    output: Refund,
    errors: ["resource_missing"],
  }),
  "refunds.update": operation({
    id: "refunds.update",
    method: "POST",
    path: "/payments/refunds/{id}",
    access: "payments:write",
    summary: "Change a refund's metadata.",
    input: Params({ id: Id("refund"), metadata: Type.Optional(Nullable(MetadataParam)), ...expandParam }),
    output: Refund,
    errors: ["resource_missing"],
  }),
  "refunds.cancel": operation({
    id: "refunds.cancel",
    method: "POST",
    path: "/payments/refunds/{id}/cancel",
    access: "payments:write",
    summary: "Take a pending refund back.",
    input: Params({ id: Id("refund"), ...expandParam }),
    output: Refund,
    errors: ["resource_missing", "state_conflict"],
  }),
};
