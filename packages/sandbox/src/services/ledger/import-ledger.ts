import type { InputOf, LedgerImport, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError, resourceMissing } from "../../platform/errors.ts";
import { journalNames, typeOfName } from "./account-names.ts";
import { ensureAccount } from "./create-account.ts";
import { day } from "./csv.ts";
import { parseJournal, type ParsedTransaction } from "./parse-journal.ts";
import { recordTransaction } from "./record-transaction.ts";
import { chartAccountOf } from "./reserved-accounts.ts";
import { allAccounts, findIdByReference, findTransaction } from "./store.ts";
import type { JournalRow } from "./tables.ts";
import { entriesOfTransaction } from "./transaction.ts";

type Posting = ParsedTransaction["postings"][number];

/**
 * Records the transactions of JSON lines, all or none; the id of a line is its reference, so that a second import records
 * nothing twice, and nor is what this ledger exported itself. An account that is not there is opened: one of payments as they
 * open it, any other with the type that the root of its name says.
 */
export async function importLedger(
  ctx: Context,
  { data, first_line: firstLine = 1 }: InputOf<Operations["ledger.import"]>,
): Promise<LedgerImport> {
  const accounts = await accountFinder(ctx);
  const answer: LedgerImport = { object: "ledger_import", recorded: 0, repeated: 0, accounts_opened: accounts.opened };
  for (const transaction of parseJournal(data, firstLine)) {
    const isNew = await at(transaction, () => record(ctx, transaction, accounts));
    if (isNew) answer.recorded += 1;
    else answer.repeated += 1;
  }
  return answer;
}

async function record(ctx: Context, transaction: ParsedTransaction, accounts: AccountFinder): Promise<boolean> {
  const { id, effectiveAt, postings } = transaction;
  const key = { reference_id: id, realm: ctx.principal.realm };
  const earlier = await ctx.tx.first(findIdByReference, key);
  const own = earlier ? undefined : await ctx.tx.first(findTransaction, { id, realm: key.realm });
  if (own) {
    await assertOwn(ctx, own, transaction, accounts);
    return false;
  }
  const entries = [];
  for (const [index, { account, currency, amount }] of postings.entries()) {
    entries.push({ account_id: await accounts.find(account, index), currency, amount });
  }
  await recordTransaction(ctx, { reference_id: id, effective_at: effectiveAt, entries });
  return !earlier;
}

/** Throws unless a line with a transaction's id says what that is. An account with another name by now is not compared. */
async function assertOwn(
  ctx: Context,
  own: JournalRow,
  line: ParsedTransaction,
  accounts: AccountFinder,
): Promise<void> {
  const entries = await entriesOfTransaction(ctx.tx, own.id);
  const isEntry = ({ account, currency, amount }: Posting, index: number) => {
    const entry = entries[index];
    const known = accounts.known(account) ?? entry?.account;
    return entry?.account === known && entry?.currency === currency && entry.amount === amount;
  };
  const isSameDay = entries.every(({ effective_at: at }) => day(at) === day(line.effectiveAt));
  const isSame = entries.length === line.postings.length && line.postings.every(isEntry);
  if (isSame && isSameDay) return;
  const param = isSame ? "date" : "postings";
  const message = `The id '${own.id}' is that of a transaction of this ledger, whose \`${param}\` differs.`;
  throw new DomainError("reference_conflict", { message, param });
}

interface AccountFinder {
  /** The id of an account that is there. */
  known(name: string): string | undefined;
  /** The id of an account, which is opened where it is not there. */
  find(name: string, index: number): Promise<string>;
  opened: string[];
}

async function accountFinder(ctx: Context): Promise<AccountFinder> {
  const rows = await ctx.tx.all(allAccounts, { realm: ctx.principal.realm });
  const known = new Map<string, string>([...journalNames(rows)].map(([id, name]) => [name, id]));
  for (const { id } of rows) known.set(id, id);
  const opened: string[] = [];
  return {
    opened,
    known: (name) => known.get(name),
    find: async (name, index) => {
      const found = known.get(name);
      if (found !== undefined) return found;
      const param = `entries[${index}].account`;
      const type = typeOfName(name);
      const isCode = /^[a-z0-9_]+(:[a-z0-9_]+)*$/.test(name) && name.length <= 200;
      if (type === undefined || !isCode) throw resourceMissing("ledger account", name, param);
      // One that came from elsewhere may have been overdrawn there, and may hold several currencies.
      const account = await ensureAccount(
        ctx,
        chartAccountOf(name) ?? { code: name, name, type, allow_negative: true },
      );
      known.set(name, account.id);
      opened.push(name);
      return account.id;
    },
  };
}

/** Says at which line and posting it failed. */
async function at<T>({ line }: ParsedTransaction, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof DomainError)) throw cause;
    const { param = "", ...details } = cause.details;
    const place = [`lines[${line}]`, param.replace(/^entries/, "postings")].filter(Boolean).join(".");
    throw new DomainError(cause.code, { ...details, message: `Line ${line + 1}: ${cause.message}`, param: place });
  }
}
