import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { expect, test } from "vitest";

import { createMachine, parse } from "./micro.ts";

test("payments are proven against the ledger, and exit with 1 once somebody changed them", async () => {
  const machine = createMachine();
  const first = await machine.startSandbox();
  for (const type of ["payment.succeeded", "refund.completed", "dispute.closed", "payout.paid"]) {
    expect((await machine.run(["trigger", type])).exitCode).toBe(0);
  }
  const clean = await machine.run(["payments", "reconcile"]);
  expect(clean.exitCode).toBe(0);
  expect(clean.stdout).toContain("✓ Payments and ledger agree.");
  first.child.kill("SIGTERM");
  await first.child;

  const store = new DatabaseSync(join(machine.dataDir, "sandbox.db"));
  store.exec("UPDATE charges SET amount_captured = amount_captured - 1 WHERE amount_refunded = 0");
  store.close();

  const { child } = await machine.startSandbox();
  const json = await machine.run(["payments", "reconcile", "--json"]);
  expect(json.exitCode).toBe(1);
  expect(parse(json.stdout)).toMatchObject({ clean: false });
  const text = await machine.run(["payments", "reconcile"]);
  expect(text.exitCode).toBe(1);
  expect(text.stdout).toMatch(/^✗ \d+ differences between payments and ledger:/);
  expect(text.stdout).toMatch(/amount_received is 2000 and must be 1999/);
  child.kill("SIGTERM");
  await child;
});
