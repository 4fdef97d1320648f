import type BetterSqlite from "better-sqlite3";
import { expect, test } from "vitest";

import { pay, authorize } from "../../../test/support/payments.ts";
import { startSandbox, temporaryFile } from "../../../test/support/sandbox.ts";
import { openStore } from "../../../test/support/store.ts";
import type { Sandbox } from "../../index.ts";

const days = (count: number) => count * 24 * 3600;

/** Something of everything that moves money. */
async function live({ client, clock, settle }: Sandbox): Promise<void> {
  const paid = await pay(client);
  await client.refunds.create({ payment_intent: paid.id, amount: 500 });
  await client.refunds.create({ payment_intent: (await pay(client, "4000000000005126")).id });
  await client.refunds.create({ payment_intent: (await pay(client, "pm_card_pendingRefund")).id, amount: 300 });
  const [kept, released] = [await authorize(client), await authorize(client)];
  await client.paymentIntents.capture(kept.id, { amount_to_capture: 1200 });
  await client.paymentIntents.cancel(released.id);
  await authorize(client);
  await pay(client, "pm_usBankAccount_success");
  await pay(client, "tok_declined").catch(() => undefined);
  for (const text of ["winning_evidence", "losing_evidence"]) {
    const { latest_charge: charge } = await pay(client, "pm_card_bypassPending");
    const dispute = await client.disputes.create({ charge: charge ?? "" });
    await client.disputes.update(dispute.id, { evidence: { uncategorized_text: text }, submit: true });
  }
  await client.disputes.create({ charge: (await pay(client)).latest_charge ?? "", inquiry: true });
  const { id: customer } = await client.customers.create();
  await client.customers.fundCashBalance(customer, { amount: 5000, currency: "usd" });
  await client.paymentIntents.create({
    amount: 2000,
    currency: "usd",
    customer,
    payment_method_types: ["customer_balance"],
    payment_method: "pm_customerBalance",
    confirm: true,
  });
  await pay(client, "pm_card_bypassPending", { amount: 9000 });
  for (const destination of ["ba_success", "ba_no_account", "ba_success"] as const) {
    await client.payouts.create({ amount: 700, currency: "usd", destination });
  }
  await client.payouts.cancel((await client.payouts.list({ limit: 1 })).data[0]!.id);
  await clock.advance(days(2));
  await settle();
  await client.payouts.create({ amount: 700, currency: "usd" });
  await pay(client);
}

/** What each table says about money. */
const columns: Record<string, readonly string[]> = {
  payment_intents: ["amount", "amount_capturable", "amount_received", "currency", "status", "latest_charge"],
  charges: [
    "payment_intent",
    "amount",
    "amount_captured",
    "amount_refunded",
    "currency",
    "status",
    "captured",
    "disputed",
    "balance_transaction",
  ],
  refunds: [
    "charge",
    "payment_intent",
    "amount",
    "currency",
    "status",
    "balance_transaction",
    "failure_balance_transaction",
  ],
  disputes: ["charge", "payment_intent", "amount", "currency", "status", "fee", "withdrawal", "reinstatement"],
  payouts: ["amount", "currency", "status", "balance_transaction", "failure_balance_transaction"],
  balance_transactions: ["type", "source", "currency", "amount", "fee", "net", "status"],
  cash_transactions: ["customer", "currency", "net_amount", "ending_balance", "type", "payment_intent"],
  ledger_entries: ["amount", "account", "ledger_transaction"],
};
/** The terms at which a payment failed once are nobody's any more. */
const isFree = (row: Row, column: string) =>
  ["failed", "requires_payment_method"].includes(String(row["status"])) &&
  ["payment_intents", "charges"].includes(String(row["table"])) &&
  ["amount", "currency"].includes(column);

/** A difference names the row itself, or what it belongs to. */
const namedBy = ["id", "source", "charge", "latest_charge", "payment_intent", "customer", "reference_id"];

type Value = string | number | null;
type Row = Record<string, Value>;

const changed = (column: string, value: Value = null): Value => {
  if (column === "currency") return "eur";
  if (typeof value === "number") return value + 1;
  return value === null ? "another" : `${value}x`;
};

test("a change of any amount, state or link, and a row that is gone, are each named", async () => {
  const file = temporaryFile();
  const sandbox = await startSandbox({ file });
  await live(sandbox);
  const reconcile = () => sandbox.client.sandbox.reconcile();
  expect(await reconcile()).toMatchObject({ clean: true, differences: [] });
  const store = openStore(file, {});
  unprotect(store);

  const missed: string[] = [];
  let count = 0;
  /** Looks what a change brings, and takes it back. */
  const expectNamed = async (what: string, row: Row, change: () => void, undo: () => void) => {
    change();
    const { clean, differences } = await reconcile();
    undo();
    count += 1;
    const told = JSON.stringify(differences);
    const names = namedBy.map((column) => row[column]).filter((name) => typeof name === "string");
    if (clean || !names.some((name) => told.includes(name))) missed.push(what);
  };
  for (const [table, names] of Object.entries(columns)) {
    for (const row of rowsOf(store, table)) {
      const { id } = row;
      for (const name of names.filter((column) => !isFree({ ...row, table }, column))) {
        const set = (value: Value = null) =>
          void store.prepare(`UPDATE ${table} SET ${name} = ? WHERE id = ?`).run(value, id);
        const what = `${table}.${name} of ${JSON.stringify(row)}`;
        await expectNamed(
          what,
          row,
          () => set(changed(name, row[name])),
          () => set(row[name]),
        );
      }
      store.exec(`CREATE TEMP TABLE gone AS SELECT * FROM ${table} WHERE id = '${String(id)}'`);
      await expectNamed(
        `a row of ${table} that is gone: ${JSON.stringify(row)}`,
        row,
        () => void store.prepare(`DELETE FROM ${table} WHERE id = ?`).run(id),
        () => void store.exec(`INSERT INTO ${table} SELECT * FROM gone; DROP TABLE gone`),
      );
    }
  }
  expect(missed).toEqual([]);
  expect(count).toBeGreaterThan(500);
  expect((await reconcile()).clean).toBe(true);
}, 60_000);

test("a sum of the balance that its changes do not come to is named", async () => {
  const file = temporaryFile();
  const sandbox = await startSandbox({ file });
  await live(sandbox);
  const store = openStore(file, {});
  store.exec("UPDATE balance_sums SET net = net + 1 WHERE status = 'available' AND currency = 'usd'");
  const { clean, differences } = await sandbox.client.sandbox.reconcile();
  expect(clean).toBe(false);
  expect(differences).toMatchObject([{ kind: "accounts", problem: "amount" }]);
  store.exec("UPDATE balance_sums SET net = net - 1 WHERE status = 'available' AND currency = 'usd'");
  expect((await sandbox.client.sandbox.reconcile()).clean).toBe(true);
});

/** What stands in another table and names a row, too. */
const joined: Record<string, string> = {
  cash_transactions: "LEFT JOIN (SELECT id AS intent, latest_charge FROM payment_intents) ON intent = payment_intent",
  ledger_entries: "JOIN (SELECT id AS le, reference_id FROM ledger_transactions) ON le = ledger_transaction",
};

const rowsOf = (store: BetterSqlite.Database, table: string) =>
  store.prepare(`SELECT * FROM ${table} ${joined[table] ?? ""}`).all() as Row[];

/** Takes away what keeps a file from being changed so. */
function unprotect(store: BetterSqlite.Database): void {
  store.pragma("foreign_keys = OFF");
  store.pragma("ignore_check_constraints = ON");
  const found = store
    .prepare("SELECT type, name FROM sqlite_schema WHERE type = 'trigger' OR sql LIKE 'CREATE UNIQUE%'")
    .all() as { type: string; name: string }[];
  for (const { type, name } of found) store.exec(`DROP ${type} "${name}"`);
}
