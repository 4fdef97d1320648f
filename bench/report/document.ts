import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import type { Figure } from "../harness/figure.ts";
import { summarise } from "../harness/statistics.ts";
import { ratiosOf, type Floors } from "./floors.ts";
import type { Machine } from "./machine.ts";
import { writeFigures } from "./markdown.ts";

const path = fileURLToPath(new URL("../../docs/benchmarks.md", import.meta.url));
const historyEnd = "<!-- /history -->";

/** The parts of the page with figures of their own: each is written by a run that measured all of it. */
const parts: readonly { begin: string; end: string; holds: (id: string) => boolean }[] = [
  {
    begin: "<!-- figures: written by `npm run bench` -->",
    end: "<!-- /figures -->",
    holds: (id) => !/^(ledger\.|growth)/.test(id),
  },
  {
    begin: "<!-- figures of growth: written by `npm run bench -- --only growth` -->",
    end: "<!-- /figures of growth -->",
    holds: (id) => id.startsWith("growth"),
  },
  {
    begin: "<!-- figures of the ledger: written by `npm run bench -- --only ledger` -->",
    end: "<!-- /figures of the ledger -->",
    holds: (id) => id.startsWith("ledger."),
  },
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
];

/** What a run was to measure, and whether it measured it. */
export interface Coverage {
  id: string;
  measured: boolean;
}

/** Replaces the figures in `docs/benchmarks.md` part by part; a run of everything adds a line to its history. */
export function writeDocument(
  figures: readonly Figure[],
  coverage: readonly Coverage[],
  floors: Floors,
  machine: Machine,
): void {
  let text = readFileSync(path, "utf8");
  for (const { begin, end, holds } of parts) {
    if (!coverage.filter(({ id }) => holds(id)).every(({ measured }) => measured)) continue;
    const own = figures.filter(({ id }) => holds(id));
    text = replaceBetween(text, begin, end, `${begin}\n\n${writeFigures(own, floors, machine)}\n`);
  }
  if (coverage.every(({ id, measured }) => measured || id === "growth")) {
    const last = text.indexOf(historyEnd);
    if (last < 0) throw new Error("docs/benchmarks.md has lost the end of its history.");
    text = `${text.slice(0, last).trimEnd()}\n${historyLine(figures, machine)}\n\n${text.slice(last)}`;
  }
  writeFileSync(path, text);
  execFileSync(process.execPath, [formatter, path]);
}

function replaceBetween(text: string, begin: string, end: string, generated: string): string {
  const [start, stop] = [text.indexOf(begin), text.indexOf(end)];
  if (start < 0 || stop < start) throw new Error(`docs/benchmarks.md has lost its marker ${begin}.`);
  return text.slice(0, start) + generated + text.slice(stop);
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
