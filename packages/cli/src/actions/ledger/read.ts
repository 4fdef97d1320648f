import type {
  Client,
  LedgerAccount,
  LedgerTransaction,
  LedgerVerification,
  LedgerVerificationProgress,
} from "@micro/sdk";

import { Abort } from "../../abort.ts";
import type { Connection } from "../../config/connection.ts";
import { openClient } from "../client.ts";
import { linesOf } from "./lines.ts";

type AccountsInput = NonNullable<Parameters<Client["ledgerAccounts"]["list"]>[0]>;
type TransactionsInput = NonNullable<Parameters<Client["ledgerTransactions"]["list"]>[0]>;
type StatementInput = NonNullable<Parameters<Client["ledgerAccounts"]["statement"]>[1]>;

/** Every account, newest first. */
export async function listAccounts(connection: Connection, input: AccountsInput): Promise<LedgerAccount[]> {
  await using client = openClient(connection);
  const accounts: LedgerAccount[] = [];
  for await (const account of client.ledgerAccounts.list({ limit: 100, ...input })) accounts.push(account);
  return accounts;
}

/** The codes as a tree. */
export async function readTree(connection: Connection, input: Parameters<Client["ledger"]["tree"]>[0]) {
  await using client = openClient(connection);
  return await client.ledger.tree(input);
}

/** The newest transactions, so many at the most. */
export async function listTransactions(
  connection: Connection,
  count: number,
  input: TransactionsInput,
): Promise<LedgerTransaction[]> {
  await using client = openClient(connection);
  const transactions: LedgerTransaction[] = [];
  for await (const transaction of client.ledgerTransactions.list({ limit: Math.min(count, 100), ...input })) {
    transactions.push(transaction);
    if (transactions.length >= count) break;
  }
  return transactions;
}

/** One account with its balances. */
export async function readAccount(connection: Connection, name: string, input: Pick<AccountsInput, "at" | "by">) {
  await using client = openClient(connection);
  return await client.ledgerAccounts.get(await findId(client, name), input);
}

/** One account between two instants. */
export async function readStatement(connection: Connection, name: string, input: StatementInput) {
  await using client = openClient(connection);
  return await client.ledgerAccounts.statement(await findId(client, name), input);
}

/** All balances in two columns. */
export async function readTrialBalance(connection: Connection, input: Parameters<Client["ledger"]["trialBalance"]>[0]) {
  await using client = openClient(connection);
  return await client.ledger.trialBalance(input);
}

/** What is owned, owed and left. */
export async function readBalanceSheet(connection: Connection, input: Parameters<Client["ledger"]["balanceSheet"]>[0]) {
  await using client = openClient(connection);
  return await client.ledger.balanceSheet(input);
}

/** What was earned and spent. */
export async function readIncomeStatement(
  connection: Connection,
  input: Parameters<Client["ledger"]["incomeStatement"]>[0],
) {
  await using client = openClient(connection);
  return await client.ledger.incomeStatement(input);
}

/** Walks the chain, which takes its time where there is much: `onProgress` hears how far it is. */
export async function verifyLedger(
  connection: Connection,
  onProgress: (progress: LedgerVerificationProgress) => void,
): Promise<LedgerVerification> {
  await using client = openClient(connection);
  for await (const line of linesOf(await client.stream("ledger.verify_progress", {}))) {
    // The sandbox sends these two and nothing else.
    const told = JSON.parse(line) as LedgerVerificationProgress | LedgerVerification;
    if (told.object === "ledger_verification") return told;
    onProgress(told);
  }
  throw new Error("The verification ended without a result.");
}

/** An account is named by its id or its code. */
async function findId(client: Client, name: string): Promise<string> {
  if (name.startsWith("acct_")) return name;
  const [first, second] = (await client.ledgerAccounts.list({ code: name, limit: 2 })).data;
  if (!first) throw new Abort(`No account has the code '${name}'.`, "micro ledger accounts shows all.");
  if (second) throw new Abort(`Several accounts have the code '${name}'.`, "Name the one by its id.");
  return first.id;
}
