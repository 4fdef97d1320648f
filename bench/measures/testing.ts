import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

import { nodeAt } from "../harness/child.ts";
import type { Figure } from "../harness/figure.ts";
import type { Progress } from "../harness/progress.ts";
import { compare, type Contender, type Effort } from "./contenders.ts";

const titles = {
  first: "first test sandbox of a process, with its start",
  next: "next test sandbox of a process",
  reset: "reset of a test sandbox",
  fork: "fork of a test sandbox with 10,000 rows",
  dispatch: "create, dispatched without a socket",
};

export const testingFigures = [
  { id: "testing", title: "the testing kit, in one process" },
  { id: "exec", title: "micro exec -- true" },
];

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const run = (parameters: readonly string[]) => {
  const [program, ...rest] = nodeAt("server", parameters);
  return execFileSync(program, rest, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
};

/** How long a test waits for the kit, and how long `micro exec` takes beside a Node that does nothing. */
export async function measureTesting(
  effort: Effort,
  options: { wanted: (id: string) => boolean; progress: Progress },
): Promise<Figure[]> {
  const figures: Figure[] = [];
  if (options.wanted("testing")) {
    options.progress.step("the testing kit, in one process");
    const script = path("../start/testing.ts");
    const rows = Math.min(effort.rows, 10_000);
    const rounds = [String(effort.startRounds), String(rows)];
    const times = JSON.parse(run([...process.execArgv, script, ...rounds])) as Record<keyof typeof titles, number[]>;
    for (const [name, title] of Object.entries(titles) as [keyof typeof titles, string][]) {
      figures.push({ id: `testing.${name}`, title, unit: "ms", ours: times[name], cpuUs: [], baselines: [] });
    }
  }
  if (options.wanted("exec")) {
    options.progress.step("micro exec -- true");
    const timed = (name: string, parameters: readonly string[]): Contender => ({
      name,
      round: () => {
        const startedAt = performance.now();
        run(parameters);
        return Promise.resolve({ value: performance.now() - startedAt });
      },
    });
    const ours = timed("micro", [path("../../packages/cli/bin/micro.js"), "exec", "--", "true"]);
    const about = { id: "exec", title: "micro exec -- true", unit: "ms" as const };
    figures.push(await compare(about, effort.startRounds, ours, [timed("node", ["-e", "0"])]));
  }
  return figures;
}
