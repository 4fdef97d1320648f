import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { expect, test } from "vitest";

import { createMachine, parse } from "./micro.ts";

test("the ledger is shown, exported, imported and proven", async () => {
  const machine = createMachine();
  const { child } = await machine.startSandbox();
  const ledger = async (...args: string[]) => machine.run(["ledger", ...args]);
  await machine.run(["trigger", "payment.succeeded"]);
  await machine.run(["trigger", "transaction.expired"]);

  const accounts: unknown = JSON.parse((await ledger("accounts")).stdout);
  expect(accounts).toContainEqual(expect.objectContaining({ code: "revenue:sales:usd", balance: 2000 }));
  expect((await ledger("accounts", "--tree", "--format", "table")).stdout).toMatch(/sales +20\.00 USD/);
  expect(JSON.parse((await ledger("transactions", "--status", "expired")).stdout)).toHaveLength(1);
  const balance = await ledger("balance", "revenue:sales:usd", "--format", "table");
  expect(balance.stdout).toMatch(/usd +20\.00 USD +20\.00 USD +20\.00 USD/);
  expect(parse((await ledger("balance", "revenue:sales:usd", "--at", "2020-01-01")).stdout)).toMatchObject({
    balance: 0,
  });
  expect(parse((await ledger("statement", "revenue:sales:usd")).stdout)).toMatchObject({ closing_balance: 2000 });
  expect((await ledger("statement", "revenue:sales:usd", "--csv")).stdout).toContain(",,20.00,20.00,usd");
  expect((await ledger("trial-balance", "--format", "table")).stdout).toContain("✓ The columns agree.");
  expect(parse((await ledger("trial-balance")).stdout)).toMatchObject({ balanced: true });
  expect((await ledger("export")).stdout).toContain("    revenue:sales:usd  -20.00 USD\n");
  const asJson = await ledger("export", "--json");
  expect(asJson.stdout).toBe((await ledger("export", "--format", "json")).stdout);
  expect(asJson.stdout).toMatch(/^\{"id":/);

  const file = join(machine.home, "ledger.jsonl");
  await ledger("export", "--format", "jsonl", "--output", file);
  expect(readdirSync(machine.home).filter((name) => name.includes("unfinished"))).toEqual([]);
  const nowhere = await ledger("export", "--output", join(machine.home, "no", "where"));
  expect(nowhere.exitCode).toBe(1);
  expect(nowhere.stderr).toContain("cannot be written");
  writeFileSync(file, readFileSync(file, "utf8").replaceAll('"id":"le_', '"id":"copy_'));
  expect(parse((await ledger("import", file)).stdout)).toMatchObject({ recorded: 1, repeated: 0 });
  expect(parse((await ledger("import", file)).stdout)).toMatchObject({ recorded: 0, repeated: 1 });
  writeFileSync(file, "\n{}\n");
  const refused = await ledger("import", file);
  expect(refused.exitCode).toBe(1);
  expect(refused.stdout).toContain("Line 2");

  expect(await ledger("balance", "assets:nope")).toMatchObject({ exitCode: 1 });
  const whole = await ledger("verify");
  expect(whole).toMatchObject({ exitCode: 0 });
  expect(parse(whole.stdout)).toMatchObject({ valid: true });
  child.kill("SIGTERM");
  await child;
});

test("verify exits with 1 at a ledger that somebody changed, and names the place", async () => {
  const machine = createMachine();
  const first = await machine.startSandbox();
  await machine.run(["trigger", "transaction.recorded"]);
  const recorded: unknown = JSON.parse((await machine.run(["ledger", "transactions"])).stdout);
  const [{ id }] = recorded as [{ id: string }];
  first.child.kill("SIGTERM");
  await first.child;

  const store = new DatabaseSync(join(machine.dataDir, "sandbox.db"));
  store.exec(`DROP TRIGGER ledger_transactions_refuse_update; UPDATE ledger_transactions SET description = 'forged'`);
  store.close();

  const { child } = await machine.startSandbox();
  const json = await machine.run(["ledger", "verify"]);
  expect(json.exitCode).toBe(1);
  expect(parse(json.stdout)).toMatchObject({ valid: false, first_break: { fault: "hash_mismatch", subject: id } });
  const text = await machine.run(["ledger", "verify", "--format", "table"]);
  expect(text.exitCode).toBe(1);
  expect(text.stdout).toMatch(/^✗ At link \d+: the transaction or its link was changed/);
  expect(text.stdout).toContain(id);
  child.kill("SIGTERM");
  await child;
});
