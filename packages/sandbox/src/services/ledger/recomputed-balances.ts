import type { Reader } from "../../platform/db/database.ts";
import { signOf } from "./account.ts";
import { LinkFault, type Sealed } from "./link-reader.ts";
import { allAccounts, allBalances } from "./store.ts";
import type { AccountRow, BalanceRow, DetailsRow, EntryRow, HoldRow } from "./tables.ts";

/** Recomputes every balance from what the chain seals, to compare it with what is stored. */
export function createRecomputedBalances() {
  const accounts = new Map<string, AccountRow>();
  const balances = new Map<string, BalanceRow>();
  const pending = new Map<string, HoldRow[]>();
  const counts = { transactions: 0, entries: 0 };

  const accountOf = (id: string): AccountRow => {
    const account = accounts.get(id);
    if (!account) throw new LinkFault("account_mismatch", `no account ${id} was sealed before`, id);
    return account;
  };
  const balanceOf = ({ account: id, currency }: HoldRow): BalanceRow => {
    const key = `${id}:${currency}`;
    const known = balances.get(key);
    if (known) return known;
    const account = accountOf(id);
    const { min_balance, max_balance, type } = account;
    const limits = { sign: signOf(type), min_balance, max_balance };
    const begun = { account: id, currency, posted: 0, held_debit: 0, held_credit: 0, version: 0, ...limits };
    balances.set(key, begun);
    return begun;
  };
  const hold = (lines: readonly HoldRow[], factor: 1 | -1) => {
    for (const line of lines) {
      const balance = balanceOf(line);
      if (line.amount > 0) balance.held_debit += line.amount * factor;
      else balance.held_credit -= line.amount * factor;
    }
  };
  const post = (entries: readonly EntryRow[]) => {
    for (const entry of entries) {
      const balance = balanceOf(entry);
      balance.posted += entry.amount;
      balance.version += 1;
      if (entry.balance_after !== balance.posted || entry.account_version !== balance.version) {
        throw new LinkFault(
          "running_balance",
          `the entry says balance ${entry.balance_after} and version ${entry.account_version}, the entries before make it ${balance.posted} and ${balance.version}`,
          entry.id,
        );
      }
    }
    counts.entries += entries.length;
  };

  const add = (sealed: Sealed) => {
    switch (sealed.kind) {
      case "account":
        accounts.set(sealed.row.id, { ...sealed.row, ...detailsOf(sealed.details), closed_at: null });
        break;
      case "details":
        Object.assign(accountOf(sealed.row.account), detailsOf(sealed.row));
        break;
      case "closure": {
        const { account, closed, created } = sealed.row;
        accountOf(account).closed_at = closed === 1 ? created : null;
        break;
      }
      case "transaction":
        counts.transactions += 1;
        assertBalanced([...sealed.holds, ...sealed.entries], sealed.row.id);
        if (sealed.row.pending === 1) pending.set(sealed.row.id, sealed.holds);
        hold(sealed.holds, 1);
        post(sealed.entries);
        break;
      case "resolution": {
        const id = sealed.row.ledger_transaction;
        const held = pending.get(id);
        if (!held) throw new LinkFault("running_balance", `the transaction ${id} was not pending`);
        pending.delete(id);
        assertBalanced(sealed.entries, id);
        hold(held, -1);
        post(sealed.entries);
        break;
      }
      case "refusal":
        break;
    }
  };

  const assertStored = async (reader: Reader, realm: number) => {
    for (const stored of await reader.all(allAccounts, { realm })) {
      const derived = accountOf(stored.id);
      const column = (["closed_at", "name", "metadata"] as const).find((name) => stored[name] !== derived[name]);
      if (column === undefined) continue;
      throw new LinkFault(
        "account_mismatch",
        `\`${column}\` of the account is ${stored[column]}, not ${derived[column]}`,
        stored.id,
      );
    }
    const rest = new Map(balances);
    for (const stored of await reader.all(allBalances, { realm })) {
      const key = `${stored.account}:${stored.currency}`;
      assertSame(stored, rest.get(key));
      rest.delete(key);
    }
    const [missing] = rest.values();
    if (missing) {
      throw new LinkFault("balance_mismatch", `the ${missing.currency} balance is missing`, missing.account);
    }
  };

  return { add, assertStored, counts: () => counts };
}

const detailsOf = ({ name, metadata }: DetailsRow) => ({ name, metadata });

function assertBalanced(lines: readonly HoldRow[], id: string): void {
  const sums = new Map<string, bigint>();
  for (const { currency, amount } of lines) sums.set(currency, (sums.get(currency) ?? 0n) + BigInt(amount));
  for (const [currency, sum] of sums) {
    if (sum !== 0n) throw new LinkFault("unbalanced", `the entries in ${currency} sum to ${sum}`, id);
  }
}

const compared = ["posted", "held_debit", "held_credit", "version", "sign", "min_balance", "max_balance"] as const;

function assertSame(stored: BalanceRow, derived: BalanceRow | undefined): void {
  const { account, currency } = stored;
  if (!derived) throw new LinkFault("balance_mismatch", `a ${currency} balance is stored that no entry made`, account);
  const column = compared.find((name) => stored[name] !== derived[name]);
  if (column === undefined) return;
  throw new LinkFault(
    "balance_mismatch",
    `\`${column}\` of the ${currency} balance is ${stored[column]}, the chain makes it ${derived[column]}`,
    account,
  );
}
