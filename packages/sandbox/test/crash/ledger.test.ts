import { once } from "node:events";
import { copyFileSync, existsSync } from "node:fs";
import { dirname, join } from "node:path";

import { expect, test } from "vitest";

import type { Context } from "../../src/platform/context.ts";
import { openSqlite } from "../../src/platform/db/sqlite.ts";
import { DomainError } from "../../src/platform/errors.ts";
import {
  closeAccount,
  createAccount,
  createBatch,
  createTransaction,
  postTransaction,
  reverseTransaction,
  verifyLedger,
  voidTransaction,
} from "../../src/services/ledger/index.ts";
import { openWorkbench, type Workbench } from "../ledger/workbench.ts";
import { move, openBook } from "../support/book.ts";
import { temporaryFile } from "../support/sandbox.ts";
import { startProcess } from "./crash.ts";

const realm = { realm: 1 } as Parameters<typeof verifyLedger>[1];

/** Something of everything. */
async function live({ run }: Pick<Workbench, "run">): Promise<void> {
  const verb = async <T>(work: (ctx: Context) => Promise<T | DomainError>): Promise<T> => {
    const result = await run(1, work);
    if (result instanceof DomainError) throw result;
    return result;
  };
  const open = (name: string) => verb((ctx) => createAccount(ctx, { name, type: "asset", allow_negative: true }));
  const [a, b] = [await open("a"), await open("b")];
  const poor = await verb((ctx) => createAccount(ctx, { name: "poor", type: "asset" }));
  const record = (reference_id: string, pending = false) =>
    verb((ctx) =>
      createTransaction(ctx, {
        reference_id,
        pending,
        entries: move(a.id, b.id, 10),
        ...(pending && { expires_in_s: 9 }),
      }),
    );
  const first = await record("first");
  const [posted, voided] = [await record("posted", true), await record("voided", true)];
  await verb((ctx) => postTransaction(ctx, { id: posted.id, amount: 4 }));
  await verb((ctx) => voidTransaction(ctx, { id: voided.id }));
  await verb((ctx) => reverseTransaction(ctx, { id: first.id }));
  await run(1, (ctx) => createTransaction(ctx, { reference_id: "refused", entries: move(b.id, poor.id, 1) }));
  const transactions = ["x", "y", "z"].map((reference_id) => ({ reference_id, entries: move(a.id, b.id, 1) }));
  await verb((ctx) => createBatch(ctx, { transactions }));
  await verb((ctx) => closeAccount(ctx, { id: poor.id }));
}

test("whatever is on the disk between any two statements is a whole ledger", async () => {
  const file = temporaryFile();
  const copies: string[] = [];
  const between = () => {
    const path = join(dirname(file), `killed-${copies.length}.db`);
    // What a process leaves behind that is killed here: its files as they stand.
    for (const suffix of ["", "-wal"]) if (existsSync(file + suffix)) copyFileSync(file + suffix, path + suffix);
    copies.push(path);
  };
  const bench = await openWorkbench(file, { between });
  await live(bench);
  await bench.close();

  let links = 0;
  for (const path of copies) {
    const db = openSqlite(path);
    const verification = await verifyLedger(db, realm);
    await db.close();
    expect(verification).toMatchObject({ valid: true, first_break: null });
    expect(verification.links).toBeGreaterThanOrEqual(links);
    ({ links } = verification);
  }
  expect(copies.length).toBeGreaterThan(150);
  expect(links).toBe(14);
});

test("a process that is killed under load leaves a whole ledger with all that it had confirmed", async () => {
  const file = temporaryFile();
  const confirmed: string[] = [];
  let accounts: [string, string] | undefined;
  for (let round = 0; round < 4; round += 1) {
    const { child, client } = await startProcess(file);
    expect(await client.ledger.verify()).toMatchObject({ valid: true, first_break: null });
    const kept: string[] = [];
    for await (const { reference_id } of client.ledgerTransactions.list({ limit: 100 })) kept.push(reference_id);
    expect(new Set(kept).size).toBe(kept.length);
    expect(kept).toEqual(expect.arrayContaining(confirmed));
    const book = openBook(client);
    accounts ??= [await book.open("asset"), await book.open("equity")];
    const [debit, credit] = accounts;
    let count = 0;
    const work = async (worker: number) => {
      for (;;) {
        const reference = `${round} ${worker} ${count++}`;
        const pending = count % 3 === 0;
        const { id } = await client.ledgerTransactions.create({
          reference_id: reference,
          pending,
          entries: move(debit, credit, 5),
        });
        confirmed.push(reference);
        if (pending) await client.ledgerTransactions.post(id);
        if (count === 40 + round * 7) child.kill("SIGKILL");
      }
    };
    const ends = await Promise.allSettled([work(1), work(2), work(3)]);
    expect(ends.every(({ status }) => status === "rejected")).toBe(true);
    if (child.signalCode === null) await once(child, "exit");
  }
  expect(confirmed.length).toBeGreaterThan(100);
}, 60_000);
