// A year of subscriptions: how long the clock takes over it, how long the rows alone take that it leaves, and what stays in
// memory. One process, so that nothing else is in the figures.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createSandbox, type Sandbox } from "@micro/sandbox";
import BetterSqlite from "better-sqlite3";

const [subscriptions = 1000, months = 12] = process.argv.slice(2).map(Number);
const monthSeconds = 31 * 24 * 3600;
const atOnce = 20;
/** As many as share one commit in the sandbox. */
const rowsPerCommit = 128;

const folder = mkdtempSync(join(tmpdir(), "micro-bench-billing-"));
const file = join(folder, "sandbox.db");

async function subscribe({ client }: Sandbox, price: string): Promise<void> {
  const { id: customer } = await client.customers.create({});
  const { id: method } = await client.paymentMethods.attach("pm_card_visa", { customer });
  await client.subscriptions.create({ customer, items: [{ price }], default_payment_method: method });
}

async function fill(sandbox: Sandbox): Promise<void> {
  const { client } = sandbox;
  const product = await client.products.create({ name: "Tea" });
  const recurring = { interval: "month" } as const;
  const price = await client.prices.create({ product: product.id, currency: "usd", unit_amount: 2000, recurring });
  for (let made = 0; made < subscriptions; made += atOnce) {
    await Promise.all(Array.from({ length: atOnce }, () => subscribe(sandbox, price.id)));
  }
}

interface Table {
  name: string;
  sql: string;
}

/** The tables whose rows are numbered, which all of the large ones are. */
const tablesOf = (db: BetterSqlite.Database) => {
  const sql =
    "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND sql NOT LIKE '%WITHOUT ROWID%'";
  return db.prepare(sql).all() as Table[];
};

/** The last row of each table: what lies after it is new. */
function marks(): Map<string, number> {
  const db = new BetterSqlite(file, { readonly: true });
  const last = ({ name }: Table) => {
    const row = db.prepare(`SELECT max(rowid) AS last FROM "${name}"`).get() as { last: number | null };
    return [name, row.last ?? 0] as const;
  };
  const marks = new Map(tablesOf(db).map(last));
  db.close();
  return marks;
}

const indexesOf = "SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = ?";

/** Writes the rows after the marks into an empty file, by prepared statements and as many commits as the sandbox needs. */
function writeRows(before: ReadonlyMap<string, number>): number {
  const db = new BetterSqlite(file, { readonly: true });
  const target = new BetterSqlite(join(folder, "rows.db"));
  target.pragma("journal_mode = WAL");
  target.pragma("synchronous = NORMAL");
  target.pragma("foreign_keys = OFF");
  const tables = tablesOf(db);
  for (const { name, sql } of tables) {
    target.exec(sql);
    for (const index of db.prepare(indexesOf).pluck().all(name)) target.exec(String(index));
  }
  const writes: (() => void)[] = [];
  for (const { name } of tables) {
    const rows = db
      .prepare(`SELECT * FROM "${name}" WHERE rowid > ?`)
      .raw()
      .all(before.get(name) ?? 0) as unknown[][];
    const [first] = rows;
    if (!first) continue;
    const insert = target.prepare(`INSERT INTO "${name}" VALUES (${first.map(() => "?").join(", ")})`);
    for (const row of rows) writes.push(() => void insert.run(...row));
  }
  const startedAt = performance.now();
  for (let at = 0; at < writes.length; at += rowsPerCommit) {
    target.exec("BEGIN");
    for (const write of writes.slice(at, at + rowsPerCommit)) write();
    target.exec("COMMIT");
  }
  const took = performance.now() - startedAt;
  target.close();
  db.close();
  return took;
}

function memoryMb(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1e6;
}

const sandbox = await createSandbox({ seed: "bench", frozenAt: 1_800_000_000, file });
await fill(sandbox);
const before = marks();
const startedAt = performance.now();
let warm = 0;
for (let month = 1; month <= months; month += 1) {
  await sandbox.clock.advance(monthSeconds);
  if (month === Math.ceil(months / 3)) warm = memoryMb();
}
const ours = performance.now() - startedAt;
const grown = memoryMb() - warm;
await sandbox.close();
console.log(JSON.stringify({ ours, rows: writeRows(before), grown }));
rmSync(folder, { recursive: true, force: true });
