import { moreIsBetter, ratios, type Figure } from "../harness/figure.ts";
import { summarise } from "../harness/statistics.ts";
import { format } from "./format.ts";
import type { Floors } from "./floors.ts";

interface Judged {
  title: string;
  value: string;
  budget: string;
  met: boolean;
}

/** Which budgets a run met and which it did not, as Markdown; what has a budget and was not measured is named, too. */
export function writeBudgets(figures: readonly Figure[], floors: Floors): string {
  const judged = new Map(figures.flatMap((figure) => judge(figure, floors)));
  const all = [...judged.values()];
  const missed = all.filter(({ met }) => !met);
  const absent = Object.keys(floors).filter((name) => floors[name]?.budget !== undefined && !judged.has(name));
  const line = ({ title, value, budget }: Judged) => `- ${title}: ${value}, and the budget is ${budget}`;
  return [
    `${all.length - missed.length} of ${all.length} budgets are met.`,
    ...section("Not met:", missed.map(line)),
    ...section("Met:", all.filter(({ met }) => met).map(line)),
    ...section(
      "Not measured in this run:",
      absent.map((name) => `- \`${name}\``),
    ),
  ].join("\n");
}

const section = (title: string, lines: readonly string[]) => (lines.length === 0 ? [] : ["", title, "", ...lines]);

/** The figure itself and its ratios, those of them that have a budget. */
function judge(figure: Figure, floors: Floors): [string, Judged][] {
  const { id, title, unit, ours, baselines } = figure;
  const more = moreIsBetter(figure);
  const sign = more ? "≥" : "≤";
  const within = (value: number, budget: number) => (more ? value >= budget : value <= budget);
  const judged: [string, Judged][] = [];
  const own = floors[id]?.budget;
  if (own !== undefined) {
    const value = summarise(ours).median;
    const told = { value: `${format(value)} ${unit}`, budget: `${sign} ${own} ${unit}` };
    judged.push([id, { title, ...told, met: within(value, own) }]);
  }
  for (const baseline of baselines) {
    const name = `${id}/${baseline.name}`;
    const budget = floors[name]?.budget;
    if (budget === undefined) continue;
    const ratio = summarise(ratios(figure, baseline)).median;
    const told = { value: `${ratio.toFixed(2)} of ${baseline.name}`, budget: `${sign} ${budget}` };
    judged.push([name, { title, ...told, met: within(ratio, budget) }]);
  }
  return judged;
}
