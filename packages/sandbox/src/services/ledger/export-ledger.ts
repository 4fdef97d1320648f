import { assetCodes, idPrefixes, type ExchangeRate, type InputOf, type Operations } from "@micro/sdk/contract";

import { nextTurn } from "../../platform/turn.ts";
import type { Principal } from "../../platform/context.ts";
import type { Database } from "../../platform/db/database.ts";
import { limits } from "../../platform/limits.ts";
import type { TextStream } from "../../platform/text-stream.ts";
import { journalNames } from "./account-names.ts";
import { beancountName, exportFormats, type JournalTransaction } from "./export-formats.ts";
import { allAccounts, allBalances, findTransaction } from "./store.ts";
import { journalAfter, newestEntry } from "./stream-store.ts";
import type { EntryRow, TransactionRow } from "./tables.ts";

/**
 * Writes all posted entries as a journal, in the order in which they were recorded, as they stood when it began. It reads a
 * page when the one before was taken, and others are served between the pages.
 */
export async function exportLedger(
  db: Database,
  { realm }: Principal,
  { format = "hledger" }: InputOf<Operations["ledger.export"]>,
): Promise<TextStream> {
  const form = exportFormats[format];
  const { rows, balances, newest } = await db.read(async (reader) => ({
    rows: await reader.all(allAccounts, { realm }),
    balances: await reader.all(allBalances, { realm }),
    newest: (await reader.first(newestEntry, {}))?.n ?? 0,
  }));
  const held = new Set(balances.map(({ currency }) => currency));
  const assets = assetCodes.filter((asset) => held.has(asset));
  const names = journalNames(rows);
  const accounts = rows.map(({ id, type }) => ({ id, type, name: names.get(id) ?? id }));
  const shown = new Map(
    accounts.map(({ id, type, name }) => [id, format === "beancount" ? beancountName(name, type) : name]),
  );

  /** An import takes a line's id for the reference, which is another ledger's id where that exported it. */
  const originOf = async ({ ledger_transaction: own, reference_id: id }: JournalRow): Promise<string> => {
    if (!id.startsWith(`${idPrefixes.ledgerTransaction}_`)) return own;
    return (await db.read((reader) => reader.first(findTransaction, { id, realm }))) ? own : id;
  };

  async function* write(): AsyncGenerator<string, void, undefined> {
    let text = form.header(accounts, assets);
    let open: JournalTransaction | undefined;
    for (let after = 0; after < newest; await nextTurn()) {
      const page = await db.read((reader) => reader.all(journalAfter, { realm, after, limit: limits.ledgerPageMax }));
      for (const row of page) {
        if (row.n > newest) break;
        if (open?.id !== row.ledger_transaction) {
          if (open) text += form.transaction(open);
          open = { ...toJournal(row), origin: await originOf(row) };
        }
        const { account, currency, amount } = row;
        open.postings.push({ account: shown.get(account) ?? account, currency, amount });
      }
      yield text;
      text = "";
      after = page.at(-1)?.n ?? newest;
    }
    yield open ? text + form.transaction(open) : text;
  }
  return { object: "text_stream", content_type: form.contentType, chunks: write() };
}

type JournalRow = Pick<EntryRow, "ledger_transaction" | "effective_at" | "created"> &
  Pick<TransactionRow, "reference_id" | "description" | "exchange_rates">;

/** A transaction as a journal has it, its postings still to come. */
function toJournal(row: JournalRow): Omit<JournalTransaction, "origin"> {
  return {
    id: row.ledger_transaction,
    reference_id: row.reference_id,
    description: row.description,
    rates: row.exchange_rates === "[]" ? [] : (JSON.parse(row.exchange_rates) as ExchangeRate[]),
    created: row.created,
    effective_at: row.effective_at,
    postings: [],
  };
}
