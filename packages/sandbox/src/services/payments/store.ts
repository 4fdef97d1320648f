import type { Asset } from "@micro/sdk/contract";

import { statements, type Numbered, type Params } from "../../platform/db/statement.ts";
import { rowsOf } from "../../platform/db/table.ts";
import {
  cashTransactionTable,
  chargeTable,
  confirmationTokenTable,
  disputeTable,
  paymentIntentTable,
  refundTable,
  setupIntentTable,
  type CashTransactionRow,
  type ChargeRow,
  type DisputeRow,
  type PaymentIntentRow,
  type RefundRow,
} from "./tables.ts";

const sql = statements<{
  charges: Numbered<ChargeRow>;
  payment_intents: Numbered<PaymentIntentRow>;
  cash_transactions: Numbered<CashTransactionRow>;
  refunds: Numbered<RefundRow>;
  disputes: Numbered<DisputeRow>;
}>();

export const paymentIntents = rowsOf(paymentIntentTable);
export const charges = rowsOf(chargeTable);
export const refunds = rowsOf(refundTable);
export const disputes = rowsOf(disputeTable);
export const setupIntents = rowsOf(setupIntentTable);
export const confirmationTokens = rowsOf(confirmationTokenTable);
export const cashTransactions = rowsOf(cashTransactionTable);

export const refundsOfCharge = refunds.where("charge");
export const disputesOfCharge = disputes.where("charge");

export const countAttempts = sql((q, p: Params<{ realm: number; customer: string; after: number }>) =>
  q
    .selectFrom("charges")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("customer", "=", p("customer"))
    .where("realm", "=", p("realm"))
    .where("created", ">", p("after")),
);
/** A payment that was made with a method. */
export const usedOnce = sql((q, p: Params<{ realm: number; payment_method: string }>) =>
  q
    .selectFrom("charges")
    .select("id")
    .where("payment_method", "=", p("payment_method"))
    .where("realm", "=", p("realm"))
    .where("status", "!=", "failed")
    .limit(1),
);
/** Intents of a customer that wait for a bank transfer, oldest first. */
export const waitingForFunds = sql((q, p: Params<{ realm: number; customer: string; currency: Asset }>) =>
  q
    .selectFrom("payment_intents")
    .selectAll()
    .where("customer", "=", p("customer"))
    .where("realm", "=", p("realm"))
    .where("currency", "=", p("currency"))
    .where("status", "=", "requires_action")
    .where("next_action", "=", "display_bank_transfer_instructions")
    .orderBy("n"),
);
/** The newest movement of a customer's cash in a currency: it holds the balance. */
export const latestCash = sql((q, p: Params<{ realm: number; customer: string; currency: Asset }>) =>
  q
    .selectFrom("cash_transactions")
    .selectAll()
    .where("customer", "=", p("customer"))
    .where("realm", "=", p("realm"))
    .where("currency", "=", p("currency"))
    .orderBy("n", "desc")
    .limit(1),
);

/** Who pays, by what he pays for. */
export const payers = {
  paymentIntent: paymentIntents.pick("customer"),
  charge: charges.pick("customer"),
  setupIntent: setupIntents.pick("customer"),
  refund: sql((q, p: Params<{ id: string; realm: number }>) =>
    q
      .selectFrom("refunds")
      .innerJoin("charges", "charges.id", "refunds.charge")
      .select("charges.customer")
      .where("refunds.id", "=", p("id"))
      .where("refunds.realm", "=", p("realm")),
  ),
  dispute: sql((q, p: Params<{ id: string; realm: number }>) =>
    q
      .selectFrom("disputes")
      .innerJoin("charges", "charges.id", "disputes.charge")
      .select("charges.customer")
      .where("disputes.id", "=", p("id"))
      .where("disputes.realm", "=", p("realm")),
  ),
};
