import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import type { LedgerVerification } from "@micro/sdk";
import BetterSqlite from "better-sqlite3";
import { beforeEach, describe, expect, test } from "vitest";

import { move, openBook } from "../../../test/support/book.ts";
import { codeOf } from "../../../test/support/failure.ts";
import { startSandbox, temporaryFile } from "../../../test/support/sandbox.ts";
import { openSqlite } from "../../platform/db/sqlite.ts";
import { verifyLedger } from "./verify-ledger.ts";

let file: string;
let firstTransaction: string;

/** A ledger with something of everything, in a file that nobody has open. */
beforeEach(async () => {
  file = temporaryFile();
  const sandbox = await startSandbox({ file });
  const { client } = sandbox;
  const book = openBook(client);
  const cash = await book.open("asset", { code: "assets:cash", max_balance: 1_000_000, metadata: { a: "1" } });
  const purse = await book.open("liability", { min_balance: 0, user_id: "anna" });
  const any = await client.ledgerAccounts.create({ name: "any", type: "equity", allow_negative: true });
  const first = await book.move(cash, purse, 500, { description: "A description", metadata: { order: "7" } });
  firstTransaction = first.id;
  await book.move(purse, any.id, 20, { effective_at: 1000 });
  const held = await book.move(purse, cash, 30, { pending: true, expires_in_s: 60 });
  const voided = await book.move(purse, cash, 40, { pending: true });
  await book.move(purse, cash, 50, { pending: true });
  await client.ledgerTransactions.post(held.id, { amount: 10 });
  await client.ledgerTransactions.void(voided.id);
  await client.ledgerTransactions.reverse((await book.move(cash, purse, 9)).id);
  await codeOf(book.move(purse, cash, 5000));
  const spare = await book.open("asset");
  await client.ledgerAccounts.close(spare);
  await client.ledgerAccounts.close(await book.open("asset"));
  await client.ledgerAccounts.reopen(spare);
  await client.ledgerAccounts.update(spare, { name: "spare", metadata: { kept: "for later" } });
  await client.ledgerAccounts.update(spare, { name: "the spare one" });
  await sandbox.close();
});

const realm = { realm: 1 } as Parameters<typeof verifyLedger>[1];

async function verifyFile(path: string): Promise<LedgerVerification> {
  const db = openSqlite(path);
  try {
    return await verifyLedger(db, realm);
  } finally {
    await db.close();
  }
}

/** Verifies a copy of the file that somebody changed behind the program's back. */
async function verifyChanged(change: (store: BetterSqlite.Database) => void): Promise<LedgerVerification> {
  const copy = join(dirname(file), `copy-${Math.random()}.db`);
  copyFileSync(file, copy);
  const store = openForChanges(copy);
  change(store);
  store.close();
  return verifyFile(copy);
}

/** Opens a file without what protects it. */
function openForChanges(path: string): BetterSqlite.Database {
  const store = new BetterSqlite(path);
  store.pragma("foreign_keys = OFF");
  const triggers = store.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all();
  for (const trigger of triggers) store.exec(`DROP TRIGGER "${String(trigger)}"`);
  store.pragma("ignore_check_constraints = ON");
  return store;
}

test("what nobody changed is whole", async () => {
  expect(await verifyFile(file)).toMatchObject({
    valid: true,
    links: 20,
    transactions: 7,
    entries: 10,
    head: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    first_break: null,
  });
});

test("a long verification tells how far it is, and ends with what it found", async () => {
  const sandbox = await startSandbox();
  const { client } = sandbox;
  const book = openBook(client);
  const [a, b] = [await book.open("asset"), await book.open("equity")];
  for (const from of [0, 1000]) {
    const transactions = Array.from({ length: 1000 }, (_, index) => ({
      reference_id: `reference ${from + index}`,
      entries: move(a, b, 1),
    }));
    await client.ledgerTransactions.createBatch({ transactions });
  }
  let text = "";
  for await (const chunk of await client.stream("ledger.verify_progress", {})) text += chunk;
  const lines = text
    .trimEnd()
    .split("\n")
    .map((line): unknown => JSON.parse(line));
  const progress = { object: "ledger_verification_progress", links_total: 2002 };
  expect(lines).toEqual([
    { ...progress, links: 1000 },
    { ...progress, links: 2000 },
    { ...(await client.ledger.verify()) },
  ]);
  expect(lines.at(-1)).toMatchObject({ object: "ledger_verification", valid: true, links: 2002 });
});

const tables = [
  "ledger_accounts",
  "ledger_closures",
  "ledger_account_details",
  "ledger_balances",
  "ledger_transactions",
  "ledger_resolutions",
  "ledger_holds",
  "ledger_entries",
  "ledger_refusals",
  "ledger_chain",
  "ledger_heads",
];

interface Cell {
  table: string;
  column: string;
  key: string;
  value: unknown;
}

/** What tells the rows of a table apart. */
const keyOf = (table: string) =>
  ({ ledger_balances: "account || currency", ledger_chain: "seq", ledger_heads: "realm" })[table] ?? "n";

/** Every value that the ledger keeps. */
function cellsOf(store: BetterSqlite.Database): Cell[] {
  return tables.flatMap((table) => {
    const columns = store.prepare(`SELECT name FROM pragma_table_info('${table}')`).pluck().all().map(String);
    const rows = store.prepare(`SELECT *, ${keyOf(table)} AS mutation_key FROM ${table}`).all() as Record<
      string,
      unknown
    >[];
    return rows.flatMap((row) =>
      columns.map((column) => ({ table, column, key: String(row["mutation_key"]), value: row[column] })),
    );
  });
}

/** Another value of the same kind. */
function flipped(value: unknown): string | number | null {
  if (value === null) return 7;
  if (typeof value === "number") return value + 1;
  const text = typeof value === "string" ? value : "";
  const last = text.at(-1);
  return text.slice(0, -1) + (last === "x" ? "y" : "x");
}

test("a change of any value of any row is caught and named", async () => {
  const copy = join(dirname(file), "values.db");
  copyFileSync(file, copy);
  const store = openForChanges(copy);
  store.exec(`ATTACH '${file}' AS original`);
  const cells = cellsOf(store);
  expect(new Set(cells.map(({ table }) => table))).toEqual(new Set(tables));
  const db = openSqlite(copy);
  const missed: string[] = [];
  for (const { table, column, key, value } of cells) {
    const { changes } = store
      .prepare(`UPDATE OR IGNORE ${table} SET "${column}" = ? WHERE CAST(${keyOf(table)} AS TEXT) = ?`)
      .run(flipped(value), key);
    // A number that another row has already cannot be given a second time.
    if (changes === 0) expect(column).toMatch(/^(n|seq)$/);
    // What another connection writes is seen by the reads of the next turn.
    await new Promise((resume) => setImmediate(resume));
    const { valid, first_break: found } = await verifyLedger(db, realm);
    if (changes > 0 && (valid || !found?.message)) missed.push(`${table}.${column} of ${key}`);
    store.exec(`DELETE FROM ${table}; INSERT INTO ${table} SELECT * FROM original.${table}`);
  }
  await new Promise((resume) => setImmediate(resume));
  expect(await verifyLedger(db, realm)).toMatchObject({ valid: true });
  await db.close();
  store.close();
  expect(missed).toEqual([]);
}, 60_000);

test.each(tables)("a row that is gone from %s is caught", async (table) => {
  for (const end of ["ASC", "DESC"]) {
    const verification = await verifyChanged((store) => {
      const key = keyOf(table);
      store.exec(`DELETE FROM ${table} WHERE ${key} = (SELECT ${key} FROM ${table} ORDER BY ${key} ${end} LIMIT 1)`);
    });
    expect(verification).toMatchObject({ valid: false });
  }
});

test("rows that change places are caught", async () => {
  const verification = await verifyChanged((store) => {
    store.exec("UPDATE ledger_entries SET n = 1000 WHERE n = 1; UPDATE ledger_entries SET n = 1 WHERE n = 3");
  });
  expect(verification.valid).toBe(false);
});

test("a forged transaction that balances is caught", async () => {
  const verification = await verifyChanged((store) => {
    store.exec(`
      INSERT INTO ledger_transactions SELECT 99, 'le_forged', realm, 'forged', description, metadata, entries_digest,
        exchange_rates, pending, effective_at, expires_at, reverses, created FROM ledger_transactions WHERE n = 1;
      INSERT INTO ledger_entries SELECT n + 99, id || 'x', realm, 'le_forged', account, currency, amount, balance_after,
        account_version, sign, effective_at, created FROM ledger_entries WHERE ledger_transaction = '${firstTransaction}'`);
  });
  expect(verification.first_break).toMatchObject({ fault: "row_unsealed", link: null });
});

test.each(["ledger_closures", "ledger_account_details"])("a row more of %s is caught", async (table) => {
  const verification = await verifyChanged((store) => {
    const columns = table === "ledger_closures" ? "closed" : "name, metadata";
    store.exec(`INSERT INTO ${table} (n, realm, account, ${columns}, created)
      SELECT n + 99, realm, account, ${columns}, created FROM ${table} LIMIT 1`);
  });
  expect(verification.first_break).toMatchObject({ fault: "row_unsealed", link: null });
});

test("the break is named with its link and the id of what is broken", async () => {
  const { first_break: found } = await verifyChanged((store) => {
    store.exec(`UPDATE ledger_transactions SET description = 'Another' WHERE id = '${firstTransaction}'`);
  });
  expect(found).toMatchObject({ fault: "hash_mismatch", link: 4, subject: firstTransaction });
  expect(found?.message).toContain("At link 4");
});

describe("bytes of the file", () => {
  /** Where a text stands in the file: in its row, and in the indexes over it. */
  const places = (bytes: Buffer, text: string) => {
    const found: number[] = [];
    for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) found.push(at);
    return found;
  };

  test("that are flipped, wherever a value of the ledger stands, are caught", async () => {
    const store = new BetterSqlite(file);
    const texts = cellsOf(store).flatMap(({ value }) => (typeof value === "string" && value.length > 8 ? [value] : []));
    // What an UPDATE leaves behind in a page belongs to nothing any more.
    store.exec("VACUUM");
    store.close();
    const original = readFileSync(file);
    const copy = join(dirname(file), "bytes.db");
    const seen = new Set<number>();
    for (const text of new Set(texts)) for (const place of places(original, text)) seen.add(place + 4);
    // The outbox and the queue keep some of these texts too, and are no part of the ledger.
    const missed: number[] = [];
    for (const place of seen) {
      const bytes = Buffer.from(original);
      bytes[place] = (bytes[place] ?? 0) ^ 1;
      writeFileSync(copy, bytes);
      if (await isWhole(copy)) missed.push(place);
    }
    const pages = pageOwners(file);
    const pageSize = original.readUInt16BE(16);
    const inLedger = missed.filter((place) =>
      /^ledger|account_/.test(pages.get(Math.floor(place / pageSize) + 1) ?? ""),
    );
    expect(inLedger).toEqual([]);
    expect(seen.size).toBeGreaterThan(100);
  }, 60_000);

  test("that are torn are reported, not thrown", async () => {
    const bytes = readFileSync(file);
    const copy = join(dirname(file), "torn.db");
    const pageSize = bytes.readUInt16BE(16);
    const torn = [...pageOwners(file)].flatMap(([page, name]) => (/^ledger_(entries|chain)$/.test(name) ? [page] : []));
    for (const page of torn) bytes.fill(0xff, (page - 1) * pageSize, page * pageSize);
    writeFileSync(copy, bytes);
    expect(await verifyFile(copy)).toMatchObject({ valid: false, first_break: { fault: "file_corrupt" } });
  });
});

/** Whether nobody notices anything. A file whose schema is broken does not even open. */
async function isWhole(path: string): Promise<boolean> {
  try {
    return (await verifyFile(path)).valid;
  } catch (cause) {
    if (cause instanceof BetterSqlite.SqliteError) return false;
    throw cause;
  }
}

/** Which table or index each page of a file belongs to. */
function pageOwners(path: string): Map<number, string> {
  const store = new BetterSqlite(path, { readonly: true });
  try {
    const rows = store.prepare("SELECT pageno, name FROM dbstat").all() as { pageno: number; name: string }[];
    return new Map(rows.map(({ pageno, name }) => [pageno, name]));
  } finally {
    store.close();
  }
}

test.each([
  "UPDATE ledger_transactions SET description = 'x'",
  "DELETE FROM ledger_transactions",
  "UPDATE ledger_entries SET amount = 1",
  "DELETE FROM ledger_entries",
  "UPDATE ledger_holds SET amount = 1",
  "DELETE FROM ledger_resolutions",
  "UPDATE ledger_refusals SET code = 'x'",
  "UPDATE ledger_chain SET hash = 'x'",
  "DELETE FROM ledger_chain",
  "UPDATE ledger_accounts SET min_balance = NULL",
  "UPDATE ledger_accounts SET type = 'asset'",
  "DELETE FROM ledger_accounts",
  "DELETE FROM ledger_closures",
])("the database refuses %s", (statement) => {
  const store = new BetterSqlite(file);
  try {
    expect(() => store.exec(statement)).toThrow("What is recorded in the ledger never changes.");
  } finally {
    store.close();
  }
});
