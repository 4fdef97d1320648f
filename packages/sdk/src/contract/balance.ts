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
  SignedAmount,
  Text,
  Timestamp,
} from "./schema.ts";

const Money = Type.Object({ amount: SignedAmount, currency: Currency });

export const PaymentBalance = Type.Object({
  object: Type.Literal("balance"),
  available: Type.Array(Money),
  livemode: Type.Boolean(),
  pending: Type.Array(Money),
});
/** What the merchant has with the processor: what can be paid out, and what is not there yet. */
export type PaymentBalance = Static<typeof PaymentBalance>;

export const balanceTransactionTypes = [
  "charge",
  "payment",
  "refund",
  "refund_failure",
  "adjustment",
  "payout",
  "payout_failure",
  "payout_cancel",
  "payment_refund",
  "topup",
  "transfer",
  "transfer_refund",
  "application_fee",
  "application_fee_refund",
] as const;
/** Why the balance changed. */
export type BalanceTransactionType = (typeof balanceTransactionTypes)[number];

export const BalanceTransaction = Type.Object({
  id: Id("balanceTransaction"),
  object: Type.Literal("balance_transaction"),
  amount: SignedAmount,
  available_on: Timestamp,
  created: Timestamp,
  currency: Currency,
  description: Nullable(Type.String()),
  fee: Type.Integer({ minimum: 0 }),
  fee_details: Type.Array(
    Type.Object({ amount: Type.Integer(), currency: Currency, description: Type.String(), type: Type.String() }),
  ),
  livemode: Type.Boolean(),
  net: SignedAmount,
  source: Type.String({ description: "The id of the charge, refund, dispute, payout, top-up, transfer or fee." }),
  status: OneOf("pending", "available"),
  type: OneOf(...balanceTransactionTypes),
});
/** One change of the balance: `net` is `amount` less `fee`. */
export type BalanceTransaction = Static<typeof BalanceTransaction>;

/** Where a payout can stand. */
export const payoutStatuses = ["pending", "in_transit", "paid", "failed", "canceled"] as const;
/** Where a payout can stand. */
export type PayoutStatus = (typeof payoutStatuses)[number];

/** The test bank accounts that a payout can go to; each behaves as its name says. */
export const payoutDestinations = ["ba_success", "ba_account_closed", "ba_could_not_process", "ba_no_account"] as const;
/** A test bank account. */
export type PayoutDestination = (typeof payoutDestinations)[number];

export const Payout = Type.Object({
  id: Id("payout"),
  object: Type.Literal("payout"),
  amount: SignedAmount,
  arrival_date: Timestamp,
  automatic: Type.Boolean(),
  balance_transaction: Nullable(Id("balanceTransaction")),
  created: Timestamp,
  currency: Currency,
  description: Nullable(Type.String()),
  destination: Type.String(),
  failure_balance_transaction: Nullable(Id("balanceTransaction")),
  failure_code: Nullable(Type.String()),
  failure_message: Nullable(Type.String()),
  livemode: Type.Boolean(),
  metadata: Metadata,
  method: OneOf("standard", "instant"),
  original_payout: Nullable(Id("payout")),
  reversed_by: Nullable(Id("payout")),
  statement_descriptor: Nullable(Type.String()),
  status: OneOf(...payoutStatuses),
  type: Type.Literal("bank_account"),
});
/** Money on its way from the balance to the merchant's bank; below zero, what was taken back from there. */
export type Payout = Static<typeof Payout>;

export const balanceOperations = {
  "balance.get": operation({
    id: "balance.get",
    method: "GET",
    path: "/payments/balance",
    access: "payments:read",
    summary: "What is pending and what is available, by currency.",
    input: Params({}),
    output: PaymentBalance,
    errors: [],
  }),
  "balance_transactions.list": operation({
    id: "balance_transactions.list",
    method: "GET",
    path: "/payments/balance_transactions",
    access: "payments:read",
    summary: "List every change of the balance.",
    input: Params({
      ...pageParams,
      currency: Type.Optional(Currency),
      payout: Type.Optional(
        Type.String({
          maxLength: 64,
          description: "What an automatic payout paid out, and its own change: together they come to nothing.",
        }),
      ),
      source: Type.Optional(Type.String({ maxLength: 64 })),
      type: Type.Optional(OneOf(...balanceTransactionTypes)),
      ...expandParam,
    }),
    output: List(BalanceTransaction),
    errors: ["resource_missing"],
  }),
  "balance_transactions.get": operation({
    id: "balance_transactions.get",
    method: "GET",
    path: "/payments/balance_transactions/{id}",
    access: "payments:read",
    summary: "Read a change of the balance.",
    input: Params({ id: Id("balanceTransaction"), ...expandParam }),
    output: BalanceTransaction,
    errors: ["resource_missing"],
  }),
  "payouts.create": operation({
    id: "payouts.create",
    method: "POST",
    path: "/payments/payouts",
    access: "payments:write",
    summary: "Send available money to the merchant's bank.",
    input: Params({
      amount: Amount,
      currency: Currency,
      description: Type.Optional(Text(1000)),
      destination: Type.Optional(
        Type.String({
          maxLength: 64,
          description: `A bank account, or a test one: ${payoutDestinations.join(", ")}. By default that of the currency.`,
        }),
      ),
      metadata: Type.Optional(MetadataParam),
      method: Type.Optional(OneOf("standard", "instant")),
      statement_descriptor: Type.Optional(Text(22)),
      ...expandParam,
    }),
    output: Payout,
    status: 201,
    errors: ["balance_insufficient", "resource_missing", "currency_mismatch"],
  }),
  "payouts.list": operation({
    id: "payouts.list",
    method: "GET",
    path: "/payments/payouts",
    access: "payments:read",
    summary: "List payouts.",
    input: Params({
      ...pageParams,
      destination: Type.Optional(Type.String({ maxLength: 64 })),
      status: Type.Optional(OneOf(...payoutStatuses)),
      ...expandParam,
    }),
    output: List(Payout),
    errors: [],
  }),
  "payouts.get": operation({
    id: "payouts.get",
    method: "GET",
    path: "/payments/payouts/{id}",
    access: "payments:read",
    summary: "Read a payout.",
    input: Params({ id: Id("payout"), ...expandParam }),
    output: Payout,
    errors: ["resource_missing"],
  }),
  "payouts.update": operation({
    id: "payouts.update",
    method: "POST",
    path: "/payments/payouts/{id}",
    access: "payments:write",
    summary: "Change a payout's metadata.",
    input: Params({ id: Id("payout"), metadata: Type.Optional(Nullable(MetadataParam)), ...expandParam }),
    output: Payout,
    errors: ["resource_missing"],
  }),
  "payouts.reverse": operation({
    id: "payouts.reverse",
    method: "POST",
    path: "/payments/payouts/{id}/reverse",
    access: "payments:write",
    summary: "Take a payout back that has arrived: by a payout of less than nothing.",
    input: Params({ id: Id("payout"), metadata: Type.Optional(MetadataParam), ...expandParam }),
    output: Payout,
    status: 201,
    errors: ["resource_missing", "state_conflict"],
  }),
  "payouts.cancel": operation({
    id: "payouts.cancel",
    method: "POST",
    path: "/payments/payouts/{id}/cancel",
    access: "payments:write",
    summary: "Take a pending payout back.",
    input: Params({ id: Id("payout"), ...expandParam }),
    output: Payout,
    errors: ["resource_missing", "state_conflict"],
  }),
};
