import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

import { nodeAt } from "../harness/child.ts";
import type { Figure } from "../harness/figure.ts";
import type { Progress } from "../harness/progress.ts";
import type { Effort } from "./contenders.ts";

export const billingFigures = [{ id: "billing", title: "a year of subscriptions" }];

interface Year {
  /** In milliseconds. */
  ours: number;
  rows: number;
  /** In megabytes. */
  grown: number;
}

/** How long the clock takes over a year of renewals, and whether memory grows with them. */
export function measureBilling(
  effort: Effort,
  { wanted, progress }: { wanted: (id: string) => boolean; progress: Progress },
): Figure[] {
  const [about] = billingFigures;
  if (!about || !wanted(about.id)) return [];
  progress.step(about);
  const { subscriptions, months } = effort.billing;
  const script = fileURLToPath(new URL("../billing/year.ts", import.meta.url));
  const parameters = ["--expose-gc", script, String(subscriptions), String(months)];
  const [program, ...rest] = nodeAt("server", [...process.execArgv, ...parameters]);
  const run = () =>
    JSON.parse(execFileSync(program, rest, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] })) as Year;
  const years = Array.from({ length: effort.billing.rounds }, run);
  const renewals = (subscriptions * months).toLocaleString("en");
  return [
    {
      id: "billing.year",
      title: `${renewals} renewals of subscriptions, by the clock`,
      unit: "ms",
      ours: years.map(({ ours }) => ours),
      cpuUs: [],
      baselines: [{ name: "statements", values: years.map(({ rows }) => rows), cpuUs: [] }],
    },
    {
      id: "billing.memory",
      title: `memory in use, over two thirds of ${renewals} renewals`,
      unit: "MB",
      ours: years.map(({ grown }) => grown),
      cpuUs: [],
      baselines: [],
    },
  ];
}
