import { startChild, type Child } from "../harness/child.ts";
import type { Figure } from "../harness/figure.ts";
import type { Progress } from "../harness/progress.ts";
import { quantile } from "../harness/statistics.ts";
import type { LedgerCalls, Size } from "../ledger/calls.ts";
import { startPgLedger, type PgLedger } from "../ledger/pgledger.ts";
import { compare, type Contender, type Effort } from "./contenders.ts";

/** How many transactions are recorded durably in a round: a number of whole batches, and of whole groups of the baseline. */
const durableWrites = 3200;

/** The names of the figures, for the progress and the choice. */
export const ledgerFigures = [
  { id: "ledger.record", title: "record transactions one by one" },
  { id: "ledger.p99", title: "record one transaction, p99" },
  { id: "ledger.batch", title: "record transactions in batches of 100, synchronous FULL" },
  { id: "ledger.balance", title: "read a balance" },
  { id: "ledger.past", title: "read a balance of the past" },
  { id: "ledger.verify", title: "verify the ledger, entries" },
  { id: "ledger.export", title: "export the ledger for hledger, entries" },
] as const;

type LedgerFigure = (typeof ledgerFigures)[number]["id"];
const sizes: readonly Size[] = ["few", "many"];

interface Options {
  wanted: (id: string) => boolean;
  progress: Progress;
  /** The files of SQL that pgledger is made of. */
  pgledger: readonly string[];
}

/**
 * The ledger's verbs in their own process, without a wire: beside prepared statements that write the same rows, beside a
 * ledger in PostgreSQL, and in a ledger of many entries beside one of few, where a ratio of 1 means that it does not grow
 * slower.
 */
export async function measureLedger(folder: string, effort: Effort, options: Options): Promise<Figure[]> {
  const wanted = ledgerFigures.filter(({ id }) => options.wanted(id));
  const [first] = wanted;
  if (!first) return [];
  options.progress.step(first);
  const child = startChild<LedgerCalls>("server", "ledger/main.ts");
  await child.ask("open", { folder, ...effort.entries });
  const figures: Figure[] = [];
  for (const { id, title } of wanted) {
    options.progress.step({ id, title });
    const pgledger = id === "ledger.batch" ? await openPgLedger(options.pgledger) : undefined;
    const measure = contenders(child, effort, pgledger)[id];
    for (const size of sizes) {
      const { unit, ours, baselines = [], rounds = effort.rounds, warmUps } = measure(size);
      const count = effort.entries[size].toLocaleString("en");
      const few = size === "many" ? [{ ...measure("few").ours, name: effort.entries.few.toLocaleString("en") }] : [];
      const about = { id: `${id}.${size}`, title: `${title}, ${count} entries`, unit };
      figures.push(await compare(about, { rounds, warmUps }, { ...ours, child }, [...baselines, ...few]));
    }
    await pgledger?.close();
  }
  await child.close();
  return figures;
}

async function openPgLedger(files: readonly string[]): Promise<PgLedger | undefined> {
  const started = await startPgLedger(files);
  if (typeof started !== "string") return started;
  console.error(`The ledger is not measured beside pgledger: ${started}.`);
  return undefined;
}

interface Measure {
  unit: Figure["unit"];
  ours: Contender;
  baselines?: Contender[];
  /** Fewer than usual, for what walks a whole ledger: it takes seconds, and varies little. */
  rounds?: number;
  warmUps?: number;
}

function contenders(
  child: Child<LedgerCalls>,
  { roundMs, rounds }: Effort,
  pgledger: PgLedger | undefined,
): Record<LedgerFigure, (size: Size) => Measure> {
  const writes = Math.max(10, roundMs * 2);
  const reads = Math.max(10, roundMs * 20);
  const rate = (name: string, round: () => Promise<number>, count?: number): Contender => ({
    name,
    round: async () => ({ value: await round(), ...(count !== undefined && { count }) }),
  });
  const record = (size: Size, by: "ledger" | "statements", share?: number) =>
    rate(
      by,
      async () => {
        const times = await child.ask("record", { size, by, count: writes });
        if (share !== undefined) return quantile(times, share);
        return (writes / times.reduce((sum, ms) => sum + ms, 0)) * 1000;
      },
      writes,
    );
  const durably = (size: Size, by: "ledger" | "statements") =>
    rate(
      by,
      async () => (durableWrites / (await child.ask("recordDurably", { size, by, count: durableWrites }))) * 1000,
      durableWrites,
    );
  const read = (size: Size, by: "ledger" | "statements" | "past") =>
    rate(by, async () => (reads / (await child.ask("readBalances", { size, by, count: reads }))) * 1000, reads);
  const walk = (size: Size, how: "verify" | "hledger"): Measure => ({
    unit: "/s",
    ours: rate("ledger", async () => (await child.ask("walk", { size, how })) * 1000),
    rounds: Math.min(rounds, 3),
    warmUps: 1,
  });
  const beside = (unit: Figure["unit"], one: (by: "ledger" | "statements") => Contender): Measure => ({
    unit,
    ours: one("ledger"),
    baselines: [one("statements")],
  });
  const peer = pgledger && rate("pgledger", () => pgledger.record(writes));
  return {
    "ledger.record": (size) => beside("/s", (by) => record(size, by)),
    "ledger.p99": (size) => beside("ms", (by) => record(size, by, 0.99)),
    "ledger.batch": (size) => {
      const { baselines = [], ...measure } = beside("/s", (by) => durably(size, by));
      // PostgreSQL has one size: what its own rounds wrote.
      return { ...measure, baselines: peer && size === "few" ? [...baselines, peer] : baselines };
    },
    "ledger.balance": (size) => beside("/s", (by) => read(size, by)),
    "ledger.past": (size) => ({ unit: "/s", ours: read(size, "past") }),
    "ledger.verify": (size) => walk(size, "verify"),
    "ledger.export": (size) => walk(size, "hledger"),
  };
}
