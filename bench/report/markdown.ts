import { moreIsBetter, ratios, type Figure } from "../harness/figure.ts";
import { summarise, type Summary } from "../harness/statistics.ts";
import type { Floors } from "./floors.ts";
import { format } from "./format.ts";

/** Figures as a table of Markdown, one line for each comparison. */
export function writeFigures(figures: readonly Figure[], floors: Floors): string {
  return [
    "| what | ours, median | baseline, median | ratio | its spread | budget | processor time |",
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ...figures.flatMap((figure) => rowsOf(figure, floors)),
  ].join("\n");
}

/** What the paths did to their processes, as a table of Markdown; nothing where nobody looked. */
export function writeLooks(figures: readonly Figure[]): string {
  const rows = figures.flatMap(({ title, seen }) => {
    if (!seen) return [];
    const parts = (all: typeof seen.busiest) =>
      all.map(({ name, share }) => `\`${name}\` ${(share * 100).toFixed(0)} %`).join(", ");
    const lag = [seen.lagMs.p50, seen.lagMs.p99, seen.lagMs.max].map((ms) => `${format(ms)} ms`);
    const allocated = `${format(seen.allocatedBytes / seen.count / 1000)} kB`;
    return [`| ${[title, ...lag, allocated, parts(seen.busiest), parts(seen.allocators)].join(" | ")} |`];
  });
  if (rows.length === 0) return "";
  return [
    "",
    "| what | lag of the event loop, p50 | p99 | max | allocated for each | busy in | allocated by |",
    "| --- | ---: | ---: | ---: | ---: | --- | --- |",
    ...rows,
    "",
  ].join("\n");
}

function rowsOf(figure: Figure, floors: Floors): string[] {
  const ours = summarise(figure.ours);
  const value = (summary: Summary) => `${format(summary.median)} ${figure.unit}`;
  const more = moreIsBetter(figure);
  const sign = more ? "≥" : "≤";
  const ownBudget = floors[figure.id]?.budget;
  const ofOurs = ownBudget === undefined ? "" : `${sign} ${ownBudget} ${figure.unit}`;
  if (figure.baselines.length === 0) {
    const spread = `${format(ours.min)} – ${format(ours.max)} ${figure.unit}`;
    return [`| ${figure.title} | ${value(ours)} | | | ${spread} | ${ofOurs} | |`];
  }
  return figure.baselines.map((baseline) => {
    const ratio = summarise(ratios(figure, baseline));
    const theirs = `${baseline.name} ${value(summarise(baseline.values))}`;
    const spread = `${ratio.min.toFixed(2)} – ${ratio.max.toFixed(2)}`;
    const ofRatio = floors[`${figure.id}/${baseline.name}`]?.budget;
    const cpu = figure.cpuUs.length > 0 ? `${microseconds(figure)} : ${microseconds(baseline)}` : "";
    const budget = ofRatio === undefined ? ofOurs : `${sign} ${ofRatio}`;
    return `| ${figure.title} | ${value(ours)} | ${theirs} | **${ratio.median.toFixed(2)}** | ${spread} | ${budget} | ${cpu} |`;
  });
}

const microseconds = ({ cpuUs }: { cpuUs: readonly number[] }) => `${format(summarise(cpuUs).median)} µs`;
