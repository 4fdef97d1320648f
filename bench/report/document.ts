import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import type { Figure } from "../harness/figure.ts";
import { summarise } from "../harness/statistics.ts";
import { writeBudgets } from "./budgets.ts";
import { ratiosOf, type Floors } from "./floors.ts";
import { describeInWords, type Machine } from "./machine.ts";
import { writeFigures } from "./markdown.ts";

const path = fileURLToPath(new URL("../../docs/benchmarks.md", import.meta.url));
const historyEnd = "<!-- /history -->";

/** The parts of the page with a table of figures: the first whose beginning fits has a figure. */
const parts: readonly { name: string; holds: (id: string) => boolean }[] = [
  { name: "the ledger", holds: (id) => id.startsWith("ledger.") },
  { name: "growth", holds: (id) => id.startsWith("growth.") },
  { name: "everything else", holds: () => true },
];

/** The columns of the history: ratios and figures by name. */
const history = [
  "create.1/echo",
  "create.32/echo",
  "confirm.32/statements",
  "read.32/echo",
  "list.32/read",
  "deliveries/undici",
  "version/node",
  "first-byte.idle.p50",
  "first-byte.paced.p99",
  "start.memory.next",
  "first-byte.busy.p99",
  "ledger.batch.few/statements",
  "ledger.batch.few/pgledger",
  "testing.reset",
  "memory.growth",
  "billing.year",
];

/** Replaces the figures in `docs/benchmarks.md` by those of a run of everything, and adds a line to its history. */
export function writeDocument(figures: readonly Figure[], floors: Floors, machine: Machine, minutes: number): void {
  let text = readFileSync(path, "utf8");
  const about = `${describeInWords(machine)} The run took ${minutes.toFixed(1)} minutes.`;
  text = replacePart(text, "the run", `${about}\n\n${writeBudgets(figures, floors)}`);
  const left = new Set(figures);
  for (const { name, holds } of parts) {
    const own = [...left].filter(({ id }) => holds(id));
    for (const figure of own) left.delete(figure);
    text = replacePart(text, name, writeFigures(own, floors));
  }
  const last = text.indexOf(historyEnd);
  if (last < 0) throw new Error("docs/benchmarks.md has lost the end of its history.");
  text = `${text.slice(0, last).trimEnd()}\n${historyLine(figures, machine)}\n\n${text.slice(last)}`;
  writeFileSync(path, text);
  execFileSync(process.execPath, [formatter, path]);
}

function replacePart(text: string, name: string, written: string): string {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [start, stop] = [text.indexOf(begin), text.indexOf(end)];
  if (start < 0 || stop < start) throw new Error(`docs/benchmarks.md has lost its marker ${begin}.`);
  return `${text.slice(0, start)}${begin}\n\n${written}\n\n${text.slice(stop)}`;
}

const formatter = fileURLToPath(new URL("../../node_modules/oxfmt/bin/oxfmt", import.meta.url));

function historyLine(figures: readonly Figure[], { date, commit }: Machine): string {
  const compared = ratiosOf(figures);
  const cells = history.map((name) => {
    const ratio = compared.get(name)?.ratio;
    if (ratio !== undefined) return ratio.toFixed(2);
    const figure = figures.find(({ id }) => id === name);
    return figure ? `${summarise(figure.ours).median.toFixed(1)} ${figure.unit}` : "–";
  });
  return `| ${[date, commit, ...cells].join(" | ")} |`;
}
