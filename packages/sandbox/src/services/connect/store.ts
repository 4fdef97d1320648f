import { statements, type Numbered, type Params } from "../../platform/db/statement.ts";
import { rowsOf } from "../../platform/db/table.ts";
import {
  applicationFeeRefundTable,
  applicationFeeTable,
  accountLinkTable,
  connectedAccountTable,
  receivedPaymentTable,
  receivedRefundTable,
  returnedFeeTable,
  reversalTable,
  transferTable,
  type TransferRow,
} from "./tables.ts";

const sql = statements<{ transfers: Numbered<TransferRow> }>();

export const connectedAccounts = rowsOf(connectedAccountTable);
export const accountLinks = rowsOf(accountLinkTable);
export const transfers = rowsOf(transferTable);
export const reversals = rowsOf(reversalTable);
export const receivedPayments = rowsOf(receivedPaymentTable);
export const receivedRefunds = rowsOf(receivedRefundTable);
export const applicationFees = rowsOf(applicationFeeTable);
export const applicationFeeRefunds = rowsOf(applicationFeeRefundTable);
export const returnedFees = rowsOf(returnedFeeTable);

/** What of a charge was transferred already. */
export const transferredOf = sql((q, p: Params<{ realm: number; charge: string }>) =>
  q
    .selectFrom("transfers")
    .select((eb) => eb.fn.coalesce(eb.fn.sum<number>("amount"), eb.lit(0)).as("amount"))
    .where("realm", "=", p("realm"))
    .where("source_transaction", "=", p("charge")),
);
