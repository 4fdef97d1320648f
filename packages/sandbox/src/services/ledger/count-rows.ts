import type { Reader } from "../../platform/db/database.ts";
import { statements } from "../../platform/db/statement.ts";
import type { LedgerTables } from "./tables.ts";

const sql = statements<LedgerTables>();
const transactions = sql((q) =>
  q.selectFrom("ledger_transactions").select(({ fn }) => fn.countAll<number>().as("value")),
);
const entries = sql((q) => q.selectFrom("ledger_entries").select(({ fn }) => fn.countAll<number>().as("value")));

/** How much the ledger holds, over all accounts. */
export async function countRows(reader: Reader): Promise<{ label: string; value: number }[]> {
  return [
    { label: "transaction", value: (await reader.first(transactions, {}))?.value ?? 0 },
    { label: "entry", value: (await reader.first(entries, {}))?.value ?? 0 },
  ];
}
