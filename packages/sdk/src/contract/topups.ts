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
  Text,
  Timestamp,
} from "./schema.ts";

/** Where a top-up can stand. */
export const topupStatuses = ["pending", "succeeded", "failed", "canceled"] as const;
/** Where a top-up can stand. */
export type TopupStatus = (typeof topupStatuses)[number];

/** The test bank accounts that a top-up can come from; each behaves as its name says. */
export const topupSources = ["btok_us_verified", "btok_us_verified_noAccount"] as const;
/** A test bank account that money comes from. */
export type TopupSource = (typeof topupSources)[number];

export const Topup = Type.Object({
  id: Id("topup"),
  object: Type.Literal("topup"),
  amount: Amount,
  balance_transaction: Nullable(Id("balanceTransaction")),
  created: Timestamp,
  currency: Currency,
  description: Nullable(Type.String()),
  expected_availability_date: Timestamp,
  failure_code: Nullable(Type.String()),
  failure_message: Nullable(Type.String()),
  livemode: Type.Boolean(),
  metadata: Metadata,
  source: OneOf(...topupSources),
  statement_descriptor: Nullable(Type.String()),
  status: OneOf(...topupStatuses),
  transfer_group: Nullable(Type.String()),
});
/** Money on its way from the merchant's bank to the balance. */
export type Topup = Static<typeof Topup>;

const notes = { description: Type.Optional(Text(1000)), metadata: Type.Optional(MetadataParam) };

export const topupOperations = {
  "topups.create": operation({
    id: "topups.create",
    method: "POST",
    path: "/payments/topups",
    access: "payments:write",
    summary: "Add money to the balance out of the merchant's bank.",
    input: Params({
      amount: Amount,
      currency: Currency,
      ...notes,
      source: Type.Optional(OneOf(...topupSources)),
      statement_descriptor: Type.Optional(Text(15)),
      transfer_group: Type.Optional(Text(100)),
      ...expandParam,
    }),
    output: Topup,
    status: 201,
    errors: [],
  }),
  "topups.list": operation({
    id: "topups.list",
    method: "GET",
    path: "/payments/topups",
    access: "payments:read",
    summary: "List top-ups.",
    input: Params({ ...pageParams, status: Type.Optional(OneOf(...topupStatuses)), ...expandParam }),
    output: List(Topup),
    errors: [],
  }),
  "topups.get": operation({
    id: "topups.get",
    method: "GET",
    path: "/payments/topups/{id}",
    access: "payments:read",
    summary: "Read a top-up.",
    input: Params({ id: Id("topup"), ...expandParam }),
    output: Topup,
    errors: ["resource_missing"],
  }),
  "topups.update": operation({
    id: "topups.update",
    method: "POST",
    path: "/payments/topups/{id}",
    access: "payments:write",
    summary: "Change a top-up's notes.",
    input: Params({
      id: Id("topup"),
      description: Type.Optional(Nullable(Text(1000))),
      metadata: Type.Optional(Nullable(MetadataParam)),
      ...expandParam,
    }),
    output: Topup,
    errors: ["resource_missing"],
  }),
  "topups.cancel": operation({
    id: "topups.cancel",
    method: "POST",
    path: "/payments/topups/{id}/cancel",
    access: "payments:write",
    summary: "Take a pending top-up back.",
    input: Params({ id: Id("topup"), ...expandParam }),
    output: Topup,
    errors: ["resource_missing", "state_conflict"],
  }),
};
