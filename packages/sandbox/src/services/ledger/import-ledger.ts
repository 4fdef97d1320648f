import type { InputOf, LedgerImport, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError, resourceMissing } from "../../platform/errors.ts";
import { journalNames, typeOfName } from "./account-names.ts";
import { ensureAccount } from "./create-account.ts";
import { parseJournal, type ParsedTransaction } from "./parse-journal.ts";
import { recordTransaction } from "./record-transaction.ts";
import { allAccounts, findIdByReference } from "./store.ts";

/**
 * Records the transactions of JSON lines, all or none; the id of a line is its reference, so that a second import records
 * nothing twice. An account that is not there is opened, its type read from the root of its name.
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
  const entries = [];
  for (const [index, { account, currency, amount }] of postings.entries()) {
    entries.push({ account_id: await accounts.find(account, index), currency, amount });
  }
  const key = { reference_id: id, realm: ctx.principal.realm };
  const earlier = await ctx.tx.first(findIdByReference, key);
  await recordTransaction(ctx, { reference_id: id, effective_at: effectiveAt, entries });
  return !earlier;
}

interface AccountFinder {
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
    find: async (name, index) => {
      const found = known.get(name);
      if (found !== undefined) return found;
      const param = `entries[${index}].account`;
      const type = typeOfName(name);
      const isCode = /^[a-z0-9_]+(:[a-z0-9_]+)*$/.test(name) && name.length <= 200;
      if (type === undefined || !isCode) throw resourceMissing("ledger account", name, param);
      // One that came from elsewhere may have been overdrawn there, and may hold several currencies.
      const account = await ensureAccount(ctx, { code: name, name, type, allow_negative: true });
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
