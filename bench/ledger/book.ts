import { copyFileSync } from "node:fs";
import { join } from "node:path";

import {
  createAccount,
  createBatch,
  createTransaction,
  exportLedger,
  getAccount,
  verifyLedger,
} from "../../packages/sandbox/src/services/ledger/index.ts";
import { openWorkbench, type Workbench } from "../../packages/sandbox/test/ledger/workbench.ts";
import { compareSnapshots, takeSnapshot, type RowTemplate } from "../servers/row-template.ts";

const realm = 1;
const accountCount = 100;
/** How many transactions fill a ledger at once, and how many a batch has that is measured. */
const [fillSize, batchSize] = [1000, 100];

/** A ledger with so many entries, and what can be done with it in this process. */
export interface Book {
  /** Copies of its file, for the baseline, and what one transaction does to its tables. */
  copies: { usual: string; durable: string };
  template: RowTemplate;
  reference: string;
  accounts: readonly string[];
  record(): Promise<unknown>;
  /** Records so many transactions by the batch, in a copy of the ledger in which each commit is on the disk. */
  recordDurably(count: number): Promise<void>;
  readBalance(): Promise<unknown>;
  readPast(): Promise<unknown>;
  verify(): Promise<unknown>;
  write(format: "hledger" | "json"): Promise<unknown>;
  entries(): number;
  close(): Promise<void>;
}

/** Fills a ledger through its own verbs, and opens it. */
export async function openBook(folder: string, entries: number): Promise<Book> {
  const file = join(folder, `ledger-${entries}.db`);
  const accounts: string[] = [];
  let references = 0;
  const draw = () => accounts[Math.floor(Math.random() * accounts.length)] ?? "";
  const next = (debit = draw(), credit = draw()) => {
    const reference_id = `reference ${(references += 1)} of ${entries}`;
    return {
      reference_id,
      entries: [
        { account_id: debit, amount: 5 },
        { account_id: credit, amount: -5 },
      ],
    };
  };

  // Events of the filling would only make the file larger.
  const filling = await openWorkbench(file);
  filling.platform.outbox.append = () => Promise.resolve();
  for (let index = 0; index < accountCount; index++) {
    const account = await filling.run(realm, (ctx) =>
      createAccount(ctx, { name: `account ${index}`, type: "asset", allow_negative: true }),
    );
    if (account instanceof Error) throw account;
    accounts.push(account.id);
  }
  for (let filled = 0; filled < entries; filled += 2 * fillSize) {
    const transactions = Array.from({ length: Math.min(fillSize, (entries - filled) / 2) }, () => next());
    await filling.run(realm, (ctx) => createBatch(ctx, { transactions }));
  }
  await filling.close();

  const sample = await sampleOne(folder, entries);
  const copies = { usual: `${file}.copy`, durable: `${file}.durable.copy` };
  const durableFile = `${file}.durable`;
  for (const copy of [copies.usual, copies.durable, durableFile]) copyFileSync(file, copy);
  // Another seed than the filling's: it would draw the same ids again.
  const bench = await openWorkbench(file, { seed: "measuring" });
  const durable = await openWorkbench(durableFile, { seed: "measuring", synchronous: "FULL" });
  for (const { platform } of [bench, durable]) platform.clock.moveTo(platform.clock.now() + 86_400_000);
  let written = entries;
  const principal = { realm } as Parameters<typeof verifyLedger>[1];
  const middle = bench.now() - 43_200;
  return {
    ...sample,
    copies,
    accounts,
    record: () => {
      written += 2;
      return bench.run(realm, (ctx) => createTransaction(ctx, next()));
    },
    recordDurably: async (count) => {
      for (let recorded = 0; recorded < count; recorded += batchSize) {
        const transactions = Array.from({ length: batchSize }, () => next());
        const batch = await durable.run(realm, (ctx) => createBatch(ctx, { transactions }));
        if (batch instanceof Error) throw batch;
      }
    },
    readBalance: () => read(bench, draw()),
    readPast: () => read(bench, draw(), middle),
    verify: () => verifyLedger(bench.db, principal),
    write: async (format) => {
      const { chunks } = await exportLedger(bench.db, principal, { format });
      let chars = 0;
      for await (const chunk of chunks) chars += chunk.length;
      return chars;
    },
    entries: () => written,
    close: async () => {
      await bench.close();
      await durable.close();
    },
  };
}

const read = (bench: Workbench, id: string, at?: number) => {
  const { db, platform } = bench;
  const principal = { realm, mode: "test" } as Parameters<typeof getAccount>[0]["principal"];
  const request = { id: null, idempotencyKey: null };
  return db.read((reader) => {
    // A reader is all that this verb uses of a transaction.
    const tx = reader as Parameters<typeof getAccount>[0]["tx"];
    const ctx = { tx, principal, platform, now: bench.now(), timeline: null, request };
    return getAccount(ctx, { id, ...(at !== undefined && { at }) });
  });
};

/** What one transaction does to the tables, seen on a small file. */
async function sampleOne(folder: string, entries: number): Promise<{ template: RowTemplate; reference: string }> {
  const file = join(folder, `sample-${entries}.db`);
  const bench = await openWorkbench(file);
  const open = (name: string) =>
    bench.run(realm, (ctx) => createAccount(ctx, { name, type: "asset", allow_negative: true }));
  const [debit, credit] = [await open("debit"), await open("credit")];
  if (debit instanceof Error || credit instanceof Error) throw new Error("The sample could not be made.");
  const record = (reference_id: string) =>
    bench.run(realm, (ctx) =>
      createTransaction(ctx, {
        reference_id,
        entries: [
          { account_id: debit.id, amount: 5 },
          { account_id: credit.id, amount: -5 },
        ],
      }),
    );
  await record("the first begins balances");
  const reference = "the sample's reference";
  const before = takeSnapshot(file);
  await record(reference);
  const template = compareSnapshots(before, takeSnapshot(file));
  await bench.close();
  return { template, reference };
}
