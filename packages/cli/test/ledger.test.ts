import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { execa, execaSync } from "execa";
import { expect, test } from "vitest";

import { bin, createMachine, parse } from "./micro.ts";

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

const hasPrograms = ["bash", "hledger"].every((program) => {
  const { failed } = execaSync(program, ["--version"], { reject: false });
  if (failed) process.stderr.write(`There is no ${program}: the first entries of the guide are not checked.\n`);
  return !failed;
});

test.skipIf(!hasPrograms)("the guide's first entries are recorded as it says, and hledger agrees", async () => {
  const machine = createMachine();
  const { url, apiKey } = await machine.startSandbox();
  const guide = readFileSync(join(import.meta.dirname, "../../../docs/guides/ledger.md"), "utf8");
  const [, commands, table] =
    /## The first entries[\s\S]*?```sh\n([\s\S]*?)```[\s\S]*?```\n([\s\S]*?)```/.exec(guide) ?? [];
  const micro = `micro() { "${process.execPath}" "${bin}" "$@"; }`;
  const { stdout, exitCode, stderr } = await execa("bash", ["-euo", "pipefail", "-c", `${micro}\n${commands}`], {
    env: { MICRO_API_BASE: url, MICRO_API_KEY: apiKey, NO_COLOR: "1", HOME: machine.home },
    reject: false,
  });
  expect(exitCode, stderr).toBe(0);
  expect(stdout).toContain(table);
  expect(stdout).toMatch(
    /600\.00 USD {2}assets:cash\n +-1000\.00 USD {2}equity:capital\n +400\.00 USD {2}expenses:rent/,
  );
});

test("what cannot be taken says what to do next", async () => {
  const machine = createMachine();
  await machine.openSandbox();
  const refused = async (...args: string[]) => {
    const { exitCode, stderr, stdout } = await machine.run([...args]);
    return `${exitCode} ${stderr}${stdout}`;
  };
  expect(await refused("ledger", "import", "none.jsonl", "--format", "table")).toMatch(
    /1 .*→ Give the name of a file/s,
  );
  const create = ["ledger_transactions", "create", "--reference-id", "a", "--entries", "account_id=a,amount=12.50"];
  expect(await refused(...create)).toMatch(/2 .*"12\.50" is not\..*→ .*12\.50 USD is 1250/s);
  await machine.run(["trigger", "payment.succeeded"]);
  const none = await refused("ledger", "transactions", "--reference", "none", "--format", "table");
  expect(none).toBe("0 There are no such transactions.");
  expect(await refused("ledger", "accounts", "--tree", "--under", "none", "--format", "table")).toBe(
    "0 No account has such a code.",
  );
});
