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
  pageParams,
  Params,
  Timestamp,
} from "./schema.ts";

export const ApplicationFee = Type.Object({
  id: Id("applicationFee"),
  object: Type.Literal("application_fee"),
  account: Id("connectedAccount"),
  amount: Amount,
  amount_refunded: Type.Integer({ minimum: 0 }),
  balance_transaction: Id("balanceTransaction"),
  charge: Type.String({
    description: "What it was taken of: the account's own charge, or the payment that it received.",
  }),
  created: Timestamp,
  currency: Currency,
  livemode: Type.Boolean(),
  originating_transaction: Nullable(Id("charge")),
  platform: Id("account"),
  refunded: Type.Boolean({ description: "Whether all of it went back." }),
});
/** What a platform took of a payment of a connected account's. */
export type ApplicationFee = Static<typeof ApplicationFee>;

export const ApplicationFeeRefund = Type.Object({
  id: Id("applicationFeeRefund"),
  object: Type.Literal("fee_refund"),
  amount: Amount,
  balance_transaction: Id("balanceTransaction"),
  created: Timestamp,
  currency: Currency,
  fee: Id("applicationFee"),
  metadata: Metadata,
});
/** An application fee, or a part of it, that went back to the connected account. */
export type ApplicationFeeRefund = Static<typeof ApplicationFeeRefund>;

export const applicationFeeOperations = {
  "application_fees.list": operation({
    id: "application_fees.list",
    method: "GET",
    path: "/connect/application_fees",
    access: "payments:read",
    summary: "List what was taken of connected accounts' payments.",
    input: Params({ ...pageParams, charge: Type.Optional(Type.String({ maxLength: 64 })), ...expandParam }),
    output: List(ApplicationFee),
    errors: [],
  }),
  "application_fees.get": operation({
    id: "application_fees.get",
    method: "GET",
    path: "/connect/application_fees/{id}",
    access: "payments:read",
    summary: "Read an application fee.",
    input: Params({ id: Id("applicationFee"), ...expandParam }),
    output: ApplicationFee,
    errors: ["resource_missing"],
  }),
  "application_fee_refunds.create": operation({
    id: "application_fee_refunds.create",
    method: "POST",
    path: "/connect/application_fees/{id}/refunds",
    access: "payments:write",
    summary: "Give an application fee back to the connected account, in full or in part.",
    input: Params({
      id: Id("applicationFee"),
      amount: Type.Optional(Amount),
      metadata: Type.Optional(MetadataParam),
      ...expandParam,
    }),
    output: ApplicationFeeRefund,
    status: 201,
    errors: ["resource_missing", "amount_too_large"],
  }),
  "application_fee_refunds.list": operation({
    id: "application_fee_refunds.list",
    method: "GET",
    path: "/connect/application_fees/{id}/refunds",
    access: "payments:read",
    summary: "List what of an application fee went back.",
    input: Params({ id: Id("applicationFee"), ...pageParams, ...expandParam }),
    output: List(ApplicationFeeRefund),
    errors: ["resource_missing"],
  }),
  "application_fee_refunds.get": operation({
    id: "application_fee_refunds.get",
    method: "GET",
    path: "/connect/application_fee_refunds/{id}",
    access: "payments:read",
    summary: "Read a refund of an application fee.",
    input: Params({ id: Id("applicationFeeRefund"), fee: Type.Optional(Id("applicationFee")), ...expandParam }),
    output: ApplicationFeeRefund,
    errors: ["resource_missing"],
  }),
  "application_fee_refunds.update": operation({
    id: "application_fee_refunds.update",
    method: "POST",
    path: "/connect/application_fee_refunds/{id}",
    access: "payments:write",
    summary: "Change a refund of an application fee.",
    input: Params({
      id: Id("applicationFeeRefund"),
      fee: Type.Optional(Id("applicationFee")),
      metadata: Type.Optional(Nullable(MetadataParam)),
      ...expandParam,
    }),
    output: ApplicationFeeRefund,
    errors: ["resource_missing"],
  }),
};
