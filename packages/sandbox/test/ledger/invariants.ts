import { expect } from "vitest";

import { statements, type Params } from "../../src/platform/db/statement.ts";
import { createWalk } from "../../src/services/ledger/walk.ts";
import type { LedgerTables } from "../../src/services/ledger/tables.ts";
import { isWithinLimits, Model } from "./model.ts";
import type { Workbench } from "./workbench.ts";

const sql = statements<LedgerTables & { outbox: { realm: number; seq: number } }>();
const balances = sql((q, p: Params<{ realm: number }>) =>
  q
    .selectFrom("ledger_balances as b")
    .innerJoin("ledger_accounts as a", "a.id", "b.account")
    .selectAll("b")
    .where("a.realm", "=", p("realm"))
    .orderBy("b.account")
    .orderBy("b.currency"),
);
const statuses = sql((q, p: Params<{ realm: number }>) =>
  q.selectFrom("ledger_journal").select(["id", "status"]).where("realm", "=", p("realm")).orderBy("n"),
);
const events = sql((q, p: Params<{ realm: number }>) =>
  q
    .selectFrom("outbox")
    .select(({ fn }) => fn.max("seq").as("seq"))
    .where("realm", "=", p("realm")),
);

/** All that a rejected operation must leave as it was. */
export const photograph = ({ db }: Workbench, realm: number) =>
  db.read(async (reader) => ({
    balances: await reader.all(balances, { realm }),
    statuses: await reader.all(statuses, { realm }),
    events: (await reader.first(events, { realm }))?.seq ?? 0,
  }));

export type Photograph = Awaited<ReturnType<typeof photograph>>;

/** What must be true after every operation. */
export async function assertInvariants({ db }: Workbench, realm: number, model: Model, now: Photograph): Promise<void> {
  // Money is conserved in each currency.
  const sums = new Map<string, bigint>();
  for (const { currency, posted } of now.balances) {
    sums.set(currency, (sums.get(currency) ?? 0n) + BigInt(posted));
  }
  for (const sum of sums.values()) expect(sum).toBe(0n);

  // What is stored is what the model derives, holds included.
  const stored = now.balances.map((row) => [
    `${row.account} ${row.currency}`,
    {
      posted: BigInt(row.posted),
      debits: BigInt(row.held_debit),
      credits: BigInt(row.held_credit),
      entries: row.version,
    },
  ]);
  expect(new Map(stored as [string, never][])).toEqual(model.balances);

  // No limit is broken, whatever becomes of the holds.
  for (const row of now.balances) {
    const account = model.accounts.find(({ id }) => id === row.account)!;
    const balance = model.balances.get(Model.key({ account, currency: row.currency }))!;
    expect(isWithinLimits(account, balance)).toBe(true);
  }

  // Every transaction stands where the model has it.
  expect(now.statuses.map(({ id, status }) => [id, status])).toEqual(
    model.transactions.map(({ id, status }) => [id, status]),
  );

  // The journal, played again from its first line, makes the same state.
  const walk = createWalk(realm);
  const { fault } = await db.read((reader) => walk.step(reader));
  expect(fault).toBeUndefined();
}
