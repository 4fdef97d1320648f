import { answerCalls } from "../harness/answer-calls.ts";
import { compileWrites, openCopy } from "../servers/same-rows.ts";
import { openBook, type Book } from "./book.ts";
import type { LedgerCalls, Size } from "./calls.ts";

/** How many transactions the statements write in one commit, where each commit is on the disk. */
const groupSize = 32;

/** The same rows by prepared statements, on copies of the file. */
function openStatements({ copies, template, reference, accounts }: Book) {
  const db = openCopy(copies.usual);
  const { write, renewed } = compileWrites(db, template, [reference]);
  let references = 0;
  const next = () => renewed([`statement ${(references += 1)}`]);
  const one = db.transaction(() => write(next()));
  const durable = openCopy(copies.durable, "FULL");
  const durably = compileWrites(durable, template, [reference]);
  const group = durable.transaction(() => {
    for (let index = 0; index < groupSize; index++) durably.write(next());
  });
  const account = db.prepare("SELECT * FROM ledger_accounts WHERE id = ? AND realm = 1");
  const balances = db.prepare("SELECT * FROM ledger_balances WHERE account = ?");
  return {
    record: () => one.immediate(),
    recordDurably: (count: number) => {
      for (let recorded = 0; recorded < count; recorded += groupSize) group.immediate();
    },
    readBalance: () => {
      const id = accounts[Math.floor(Math.random() * accounts.length)];
      return [account.get(id), balances.all(id)];
    },
    close: () => {
      db.close();
      durable.close();
    },
  };
}

const books = new Map<Size, { ledger: Book; statements: ReturnType<typeof openStatements> }>();
const opened = (size: Size) => {
  const book = books.get(size);
  if (!book) throw new Error("The ledgers are not open.");
  return book;
};
const timed = async (work: () => unknown) => {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
};

answerCalls<LedgerCalls>(
  {
    open: async ({ folder, few, many }) => {
      for (const [size, entries] of [
        ["few", few],
        ["many", many],
      ] as const) {
        const ledger = await openBook(folder, entries);
        books.set(size, { ledger, statements: openStatements(ledger) });
      }
      return null;
    },
    record: async ({ size, by, count }) => {
      const book = opened(size)[by];
      const times: number[] = [];
      for (let index = 0; index < count; index++) times.push(await timed(() => book.record()));
      return times;
    },
    recordDurably: ({ size, by, count }) => {
      const book = opened(size)[by];
      return timed(() => book.recordDurably(count));
    },
    readBalances: ({ size, by, count }) => {
      const { ledger, statements } = opened(size);
      const read = {
        ledger: () => ledger.readBalance(),
        statements: () => statements.readBalance(),
        past: () => ledger.readPast(),
      }[by];
      return timed(async () => {
        for (let index = 0; index < count; index++) await read();
      });
    },
    walk: async ({ size, how }) => {
      const { ledger } = opened(size);
      const ms = await timed(() => (how === "verify" ? ledger.verify() : ledger.write(how)));
      return ledger.entries() / ms;
    },
  },
  async () => {
    for (const { ledger, statements } of books.values()) {
      await ledger.close();
      statements.close();
    }
  },
);
