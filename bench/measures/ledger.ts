import { startChild, type Child } from "../harness/child.ts";
import type { Figure } from "../harness/figure.ts";
import type { Progress } from "../harness/progress.ts";
import { quantile } from "../harness/statistics.ts";
import type { LedgerCalls, Size } from "../ledger/calls.ts";
import { compare, type Contender, type Effort } from "./contenders.ts";

const batchSize = 1000;

/** The names of the figures, for the progress and the choice. */
export const ledgerFigures = [
  { id: "ledger.record", title: "record transactions one by one" },
  { id: "ledger.p99", title: "record one transaction, p99" },
  { id: "ledger.batch", title: "record transactions by the thousand" },
  { id: "ledger.balance", title: "read a balance" },
  { id: "ledger.past", title: "read a balance of the past" },
  { id: "ledger.verify", title: "verify the ledger, entries" },
  { id: "ledger.export", title: "export the ledger for hledger, entries" },
] as const;

type LedgerFigure = (typeof ledgerFigures)[number]["id"];
const sizes: readonly Size[] = ["few", "many"];

/**
 * The ledger's verbs in their own process, without a wire: beside prepared statements that write the same rows, and in a
 * ledger of many entries beside one of few, where a ratio of 1 means that it does not grow slower.
 */
export async function measureLedger(
  folder: string,
  effort: Effort,
  options: { wanted: (id: string) => boolean; progress: Progress; serverFlags: readonly string[] },
): Promise<Figure[]> {
  const wanted = ledgerFigures.filter(({ id }) => options.wanted(id));
  if (wanted.length === 0) return [];
  const child = startChild<LedgerCalls>("server", "ledger/main.ts", options.serverFlags);
  await child.ask("open", { folder, ...effort.entries });
  const figures: Figure[] = [];
  for (const { id, title } of wanted) {
    options.progress.step(title);
    const measures = contenders(child, effort)[id];
    for (const size of sizes) {
      const { unit, ours, statements } = measures(size);
      const count = effort.entries[size].toLocaleString("en");
      const few = size === "many" ? [{ ...measures("few").ours, name: effort.entries.few.toLocaleString("en") }] : [];
      const about = { id: `${id}.${size}`, title: `${title}, ${count} entries`, unit };
      figures.push(await compare(about, effort.rounds, ours, [...(statements ? [statements] : []), ...few]));
    }
  }
  await child.close();
  return figures;
}

interface Measure {
  unit: Figure["unit"];
  ours: Contender;
  statements?: Contender;
}

function contenders(child: Child<LedgerCalls>, { roundMs }: Effort): Record<LedgerFigure, (size: Size) => Measure> {
  const writes = Math.max(10, roundMs * 2);
  const reads = Math.max(10, roundMs * 20);
  const rate = (name: string, round: () => Promise<number>): Contender => ({
    name,
    round: async () => ({ value: await round() }),
  });
  const record = (size: Size, by: "ledger" | "statements", share?: number) =>
    rate(by, async () => {
      const times = await child.ask("record", { size, by, count: writes });
      if (share !== undefined) return quantile(times, share);
      return (writes / times.reduce((sum, ms) => sum + ms, 0)) * 1000;
    });
  const batch = (size: Size, by: "ledger" | "statements") =>
    rate(by, async () => (batchSize / (await child.ask("recordBatch", { size, by }))) * 1000);
  const read = (size: Size, by: "ledger" | "statements" | "past") =>
    rate(by, async () => (reads / (await child.ask("readBalances", { size, by, count: reads }))) * 1000);
  const walk = (size: Size, how: "verify" | "hledger") =>
    rate("ledger", async () => (await child.ask("walk", { size, how })) * 1000);
  const perSecond = { unit: "/s" as const };
  return {
    "ledger.record": (size) => ({
      ...perSecond,
      ours: record(size, "ledger"),
      statements: record(size, "statements"),
    }),
    "ledger.p99": (size) => ({
      unit: "ms",
      ours: record(size, "ledger", 0.99),
      statements: record(size, "statements", 0.99),
    }),
    "ledger.batch": (size) => ({ ...perSecond, ours: batch(size, "ledger"), statements: batch(size, "statements") }),
    "ledger.balance": (size) => ({ ...perSecond, ours: read(size, "ledger"), statements: read(size, "statements") }),
    "ledger.past": (size) => ({ ...perSecond, ours: read(size, "past") }),
    "ledger.verify": (size) => ({ ...perSecond, ours: walk(size, "verify") }),
    "ledger.export": (size) => ({ ...perSecond, ours: walk(size, "hledger") }),
  };
}
