import type BetterSqlite from "better-sqlite3";
import { beforeEach, describe, expect, test } from "vitest";

import type { Sandbox } from "../../src/index.ts";
import { startSandbox, temporaryFile } from "../support/sandbox.ts";
import { openStore } from "../support/store.ts";

let sandbox: Sandbox;
let store: BetterSqlite.Database;
beforeEach(async () => {
  const file = temporaryFile();
  sandbox = await startSandbox({ file });
  const card = { payment_method: "tok_visa", confirm: true };
  await sandbox.client.paymentIntents.create({ amount: 2000, currency: "usd", ...card });
  store = openStore(file, {});
});

const rows = (table: string) => store.prepare(`SELECT * FROM ${table}`).all();

describe.each(["ledger_transactions", "ledger_entries"])("what is recorded in %s", (table) => {
  test("refuses every change", () => {
    const before = rows(table);
    const columns = store.prepare(`SELECT name FROM pragma_table_info('${table}')`).pluck().all().map(String);
    expect(before.length).toBeGreaterThan(0);
    for (const column of columns) {
      expect(() => store.exec(`UPDATE ${table} SET ${column} = ${column}`)).toThrow("never changes");
    }
    expect(rows(table)).toEqual(before);
  });

  test("refuses to be deleted", () => {
    const before = rows(table);
    expect(() => store.exec(`DELETE FROM ${table}`)).toThrow("never changes");
    expect(rows(table)).toEqual(before);
  });
});

test("an event's record refuses every change", () => {
  const before = rows("outbox");
  expect(() => store.exec("UPDATE outbox SET payload = '{}'")).toThrow("never changes");
  expect(() => store.exec("UPDATE outbox SET seq = seq + 100")).toThrow("never changes");
  expect(rows("outbox")).toEqual(before);
});

describe("a constraint of the file", () => {
  test.each([
    [
      "keeps an intent to one successful charge",
      "CREATE TEMP TABLE other AS SELECT * FROM charges; UPDATE other SET n = n + 100, id = 'ch_other'; INSERT INTO charges SELECT * FROM other",
    ],
    ["keeps a received amount within the intent's", "UPDATE payment_intents SET amount_received = amount + 1"],
    ["keeps refunds within what was captured", "UPDATE charges SET amount_refunded = amount_captured + 1"],
    ["keeps a captured amount within the charge's", "UPDATE charges SET amount_captured = amount + 1"],
    ["keeps amounts above zero", "UPDATE payment_intents SET amount = 0, amount_received = 0"],
    ["keeps a charge to an intent that is there", "UPDATE charges SET payment_intent = 'pi_nope'"],
    [
      "keeps one number for one event of a realm",
      "INSERT INTO outbox SELECT n + 100, 'evt_other', realm, seq, type, subject, created, trace, payload FROM outbox LIMIT 1",
    ],
    [
      "keeps one delivery for an event and an endpoint",
      "INSERT INTO webhook_deliveries VALUES (900, 'del_a', 1, 'e', 1, 't', 'w', 'pending', 'full', 0, 0, 0, 0), (901, 'del_b', 1, 'e', 1, 't', 'w', 'pending', 'full', 0, 0, 0, 0)",
    ],
    ["keeps modes to the two there are", "INSERT INTO realms SELECT 99, account, 'other' FROM realms LIMIT 1"],
  ])("%s", (_, sql) => {
    store.pragma("foreign_keys = ON");
    expect(() => store.exec(sql)).toThrow(/constraint failed/);
  });
});

test("the file is whole, and every reference in it leads somewhere", async () => {
  await sandbox.settle();
  expect(store.pragma("integrity_check", { simple: true })).toBe("ok");
  expect(store.pragma("foreign_key_check")).toEqual([]);
});

test("a program that reads the file beside the sandbox does not hold it up", async () => {
  const reader = store.transaction(() => rows("payment_intents").length);
  store.exec("BEGIN");
  rows("payment_intents");
  const { id } = await sandbox.client.paymentIntents.create({ amount: 2000, currency: "usd" });
  expect(rows("payment_intents")).toHaveLength(1);
  store.exec("COMMIT");
  expect(reader()).toBe(2);
  expect((await sandbox.client.paymentIntents.get(id)).id).toBe(id);
});
