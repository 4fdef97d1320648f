import { moreIsBetter, ratios, type Figure } from "../harness/figure.ts";
import { summarise, type Summary } from "../harness/statistics.ts";
import type { Floors } from "./floors.ts";
import type { Machine } from "./machine.ts";

/** The figures of a run as Markdown: the machine, then one line for each comparison. */
export function writeFigures(figures: readonly Figure[], floors: Floors, machine: Machine): string {
  const packages = Object.entries(machine.packages).map(([name, version]) => `${name} ${version}`);
  const cores = machine.pinned ? "Server and load have a core each." : "Server and load share the cores.";
  return [
    `${machine.date}, commit ${machine.commit}. ${machine.system}, ${machine.processor}, ${machine.memoryGb} GB;`,
    `Node ${machine.node}; ${packages.join(", ")}. ${cores}`,
    "",
    "| what | ours, median | baseline, median | ratio | its spread | budget | processor time |",
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ...figures.flatMap((figure) => rowsOf(figure, floors)),
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

function format(value: number): string {
  if (value >= 100) return String(Math.round(value));
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

const microseconds = ({ cpuUs }: { cpuUs: readonly number[] }) => `${format(summarise(cpuUs).median)} µs`;
