import type { Asset } from "@micro/sdk/contract";
import { sql as raw } from "kysely";

import { slots, statements, type Numbered, type Params } from "../../platform/db/statement.ts";
import { rowsOf } from "../../platform/db/table.ts";
import {
  balanceTransactionTable,
  bankAccountTable,
  payoutTable,
  topupTable,
  type BalanceSumRow,
  type BalanceTransactionRow,
  type PayoutRow,
  type TopupRow,
} from "./tables.ts";

const sql = statements<{
  balance_transactions: Numbered<BalanceTransactionRow>;
  balance_sums: BalanceSumRow;
  payouts: Numbered<PayoutRow>;
  topups: Numbered<TopupRow>;
}>();

export const balanceTransactions = rowsOf(balanceTransactionTable);
export const bankAccounts = rowsOf(bankAccountTable);
export const payouts = rowsOf(payoutTable);
export const topups = rowsOf(topupTable);

/** What a charge brought. Told that it is no adjustment, SQLite finds it by the index that has every other cause once. */
export const collectedBy = sql((q, p: Params<{ realm: number; source: string }>) =>
  q
    .selectFrom("balance_transactions")
    .selectAll()
    .where("source", "=", p("source"))
    .where("realm", "=", p("realm"))
    .where("type", "in", ["charge", "payment"])
    .where("amount", ">", 0)
    .where(raw<boolean>`type <> 'adjustment'`),
);

/** What is pending and what is available, by currency. */
export const balanceSums = sql((q, p: Params<{ realm: number }>) =>
  q
    .selectFrom("balance_sums")
    .select(["currency", "status", "net"])
    .where("realm", "=", p("realm"))
    .orderBy("currency"),
);
export const availableSum = sql((q, p: Params<{ realm: number; currency: Asset }>) =>
  q
    .selectFrom("balance_sums")
    .select("net")
    .where("realm", "=", p("realm"))
    .where("currency", "=", p("currency"))
    .where("status", "=", "available"),
);
export const addToSum = sql((q, p: Params<BalanceSumRow>) =>
  q
    .insertInto("balance_sums")
    .values(slots(p, ["realm", "currency", "status", "net"]))
    .onConflict((conflict) =>
      conflict
        .columns(["realm", "currency", "status"])
        .doUpdateSet((eb) => ({ net: eb("balance_sums.net", "+", eb.ref("excluded.net")) })),
    ),
);
/** Notes the automatic payout that paid out all that was available. */
export const markPaidOut = sql((q, p: Params<{ realm: number; currency: Asset; payout: string }>) =>
  q
    .updateTable("balance_transactions")
    .set({ payout: p("payout") })
    .where("realm", "=", p("realm"))
    .where("currency", "=", p("currency"))
    .where("status", "=", "available")
    .where("payout", "is", null),
);
export const payoutUnderWay = sql((q, p: Params<{ realm: number }>) =>
  q
    .selectFrom("payouts")
    .select("id")
    .where("realm", "=", p("realm"))
    .where("status", "in", ["pending", "in_transit"])
    .limit(1),
);
export const topupUnderWay = sql((q, p: Params<{ realm: number }>) =>
  q.selectFrom("topups").select("id").where("realm", "=", p("realm")).where("status", "=", "pending").limit(1),
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
