import { stripVTControlCharacters } from "node:util";

import {
  formatAmount,
  type AccountTree,
  type Asset,
  type LedgerAccount,
  type LedgerTransaction,
  type LedgerVerification,
  type Statement,
  type TrialBalance,
} from "@micro/sdk";

import { out } from "./colours.ts";
import { counted } from "./counted.ts";
import { table } from "./table.ts";

const time = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 19).replace("T", " ");
/** An amount with its currency, red where it is negative. */
export const money = (amount: number, currency: Asset) => {
  const text = formatAmount(amount, currency);
  return amount < 0 ? out.red(text) : text;
};
/** What a caller of the API wrote: it must not steer the terminal. */
const plain = (text: string) => text.replaceAll(/[\p{Cc}\p{Cf}]+/gu, " ");
/** What an account is called: by its code, else by its name. */
export const nameOf = ({ code, name }: { code: string | null; name: string }) => plain(code ?? name);
/** An amount in its column, nothing for none. */
const moneyOrNothing = (amount: number, currency: Asset) => (amount === 0 ? "" : money(amount, currency));

/** A table whose named columns are numbers, flush right. */
export function ledgerTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly string[],
): string {
  const all = [head, ...rows];
  const width = (text: string) => stripVTControlCharacters(text).length;
  const aligned = all.map((row, line) =>
    row.map((cell, column) => {
      const shown = line === 0 ? out.dim(cell) : cell;
      if (!right.includes(head[column] ?? "")) return shown;
      const widest = Math.max(...all.map((other) => width(other[column] ?? "")));
      return " ".repeat(widest - width(cell)) + shown;
    }),
  );
  return table(aligned);
}

/** The accounts with what they hold, one line for each currency. */
export function accountsText(accounts: readonly LedgerAccount[]): string {
  if (accounts.length === 0) return "There are no accounts yet.";
  const rows = accounts.flatMap((account) => {
    const lines = account.balances.length > 0 ? account.balances : [undefined];
    return lines.map((balance) => [
      nameOf(account),
      account.type,
      balance ? money(balance.posted, balance.currency) : "",
      balance && balance.pending !== balance.posted ? money(balance.pending, balance.currency) : "",
      balance && balance.available !== balance.posted ? money(balance.available, balance.currency) : "",
      account.status === "closed" ? out.yellow("closed") : "",
      out.dim(account.id),
    ]);
  });
  return ledgerTable(["account", "type", "posted", "pending", "available", "", "id"], rows, [
    "posted",
    "pending",
    "available",
  ]);
}

/** The tree of codes, each branch with what is below it. */
export function treeText({ nodes }: AccountTree): string {
  if (nodes.length === 0) return "No account has such a code.";
  const rows = nodes.flatMap(({ code, depth, balances, account_id: id }) => {
    const name = `${"  ".repeat(depth)}${code.split(":").at(-1)}`;
    const lines = balances.length > 0 ? balances : [undefined];
    const shown = id === null ? out.bold(name) : name;
    return lines.map((balance, index) => [
      index === 0 ? shown : "",
      balance ? moneyOrNothing(balance.debit, balance.currency) : "",
      balance ? moneyOrNothing(balance.credit, balance.currency) : "",
    ]);
  });
  return ledgerTable(["account", "debit", "credit"], rows, ["debit", "credit"]);
}

/** The transactions, newest first, each with what it moves in each currency. */
export function transactionsText(transactions: readonly LedgerTransaction[]): string {
  if (transactions.length === 0) return "There are no such transactions.";
  const rows = transactions.map((transaction) => [
    time(transaction.created),
    transaction.status,
    amountsOf(transaction),
    plain(transaction.reference_id),
    plain(transaction.description ?? ""),
    transaction.reversed_by === null ? "" : out.yellow("reversed"),
    out.dim(transaction.id),
  ]);
  return ledgerTable(["recorded", "status", "amount", "reference", "description", "", "id"], rows, ["amount"]);
}

function amountsOf({ entries }: LedgerTransaction): string {
  const sums = new Map<Asset, number>();
  for (const { amount, currency } of entries) if (amount > 0) sums.set(currency, (sums.get(currency) ?? 0) + amount);
  return [...sums].map(([currency, sum]) => formatAmount(sum, currency)).join(", ");
}

/** One account and its balances. */
export function balanceText(account: LedgerAccount): string {
  const title = `${out.bold(nameOf(account))} ${out.dim(account.id)}`;
  if (account.balances.length === 0) return `${title}\nIt has no entries yet.`;
  const rows = account.balances.map(({ currency, posted, pending, available }) => [
    currency,
    money(posted, currency),
    money(pending, currency),
    money(available, currency),
  ]);
  const head = ["currency", "posted", "pending", "available"];
  return `${title}\n${ledgerTable(head, rows, head.slice(1))}`;
}

/** One account between two instants. */
export function statementText(statement: Statement): string {
  const { currency, entries, opening_balance: opening, closing_balance: closing, by, from, to } = statement;
  const edge = (name: string, at: number | null, balance: number) => [
    at === null ? "" : time(at),
    out.bold(name),
    "",
    "",
    money(balance, currency),
  ];
  const rows = entries.map((entry) => [
    time(by === "created" ? entry.created : entry.effective_at),
    plain(entry.description ?? entry.reference_id),
    moneyOrNothing(Math.max(entry.amount, 0), currency),
    moneyOrNothing(Math.max(-entry.amount, 0), currency),
    money(entry.balance, currency),
  ]);
  const head = [by === "created" ? "recorded" : "effective", "description", "debit", "credit", "balance"];
  const lines = [edge("Opening balance", from, opening), ...rows, edge("Closing balance", to, closing)];
  return `${out.bold(nameOf(statement))}\n${ledgerTable(head, lines, head.slice(2))}`;
}

/** All balances in two columns, and their sums. */
export function trialBalanceText({ currencies, balanced }: TrialBalance): string {
  if (currencies.length === 0) return "There are no entries yet.";
  const tables = currencies.map(({ currency, debit, credit, accounts }) => {
    const rows = accounts.map((line) => [
      nameOf(line),
      moneyOrNothing(line.debit, currency),
      moneyOrNothing(line.credit, currency),
    ]);
    const sum = [out.bold("Total"), formatAmount(debit, currency), formatAmount(credit, currency)];
    return ledgerTable(["account", "debit", "credit"], [...rows, sum], ["debit", "credit"]);
  });
  return [...tables, balanced ? out.green("✓ The columns agree.") : out.red("✗ The columns do not agree.")].join(
    "\n\n",
  );
}

/** Whether the ledger is whole, or where it is not. */
export function verificationText({
  links,
  transactions,
  entries,
  head,
  first_break: first,
}: LedgerVerification): string {
  const seen = [counted(transactions, "transaction"), counted(entries, "entry", "entries")];
  if (!first) {
    const facts = `${seen.join(", ")} and ${counted(links, "link")} of the chain`;
    return `${out.green("✓")} Nothing was changed: ${facts}.${head === null ? "" : `\n${out.dim(`head ${head}`)}`}`;
  }
  const subject = first.subject === null ? "" : `\n  ${out.dim(first.subject)}`;
  return `${out.red("✗")} ${first.message}${subject}`;
}
