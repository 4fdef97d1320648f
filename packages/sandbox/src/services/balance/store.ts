import type { Asset } from "@micro/sdk/contract";

import { statements, type Numbered, type Params } from "../../platform/db/statement.ts";
import { rowsOf } from "../../platform/db/table.ts";
import {
  balanceTransactionTable,
  bankAccountTable,
  payoutTable,
  topupTable,
  type BalanceTransactionRow,
} from "./tables.ts";

const sql = statements<{ balance_transactions: Numbered<BalanceTransactionRow> }>();

export const balanceTransactions = rowsOf(balanceTransactionTable);
export const bankAccounts = rowsOf(bankAccountTable);
export const payouts = rowsOf(payoutTable);
export const topups = rowsOf(topupTable);

/** What is pending and what is available, by currency. */
export const balanceSums = sql((q, p: Params<{ realm: number }>) =>
  q
    .selectFrom("balance_transactions")
    .select((eb) => ["currency", "status", eb.fn.sum<number>("net").as("net")])
    .where("realm", "=", p("realm"))
    .groupBy(["currency", "status"])
    .orderBy("currency"),
);
export const availableSum = sql((q, p: Params<{ realm: number; currency: Asset }>) =>
  q
    .selectFrom("balance_transactions")
    .select((eb) => eb.fn.coalesce(eb.fn.sum<number>("net"), eb.lit(0)).as("net"))
    .where("realm", "=", p("realm"))
    .where("currency", "=", p("currency"))
    .where("status", "=", "available"),
);
export const duePending = sql((q, p: Params<{ realm: number; now: number; limit: number }>) =>
  q
    .selectFrom("balance_transactions")
    .selectAll()
    .where("realm", "=", p("realm"))
    .where("status", "=", "pending")
    .where("available_on", "<=", p("now"))
    .orderBy("available_on")
    .orderBy("n")
    .limit(p("limit")),
);
