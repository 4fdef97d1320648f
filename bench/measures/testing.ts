import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

import { nodeAt } from "../harness/child.ts";
import type { Figure } from "../harness/figure.ts";
import type { Progress } from "../harness/progress.ts";
import { compare, timed, type Effort } from "./contenders.ts";

/** What is measured in one process, and the series that was measured in turn with it. */
const series = {
  first: { title: "first test sandbox of a process, with its start" },
  next: { title: "next test sandbox of a process", baseline: "image" },
  reset: { title: "reset of a test sandbox", baseline: "delete" },
  fork: { title: "fork of a test sandbox with 10,000 rows", baseline: "copy" },
  dispatch: { title: "create, dispatched without a socket" },
} as const satisfies Record<string, { title: string; baseline?: string }>;

/** The first rounds of each are left out: they run in code that no compiler has seen. */
const warmUps = 3;

const kit = { id: "testing", title: "the testing kit, in one process" };
const exec = { id: "exec", title: "micro exec -- true" };
export const testingFigures = [kit, exec];

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
  if (options.wanted(kit.id)) {
    options.progress.step(kit);
    figures.push(...measureKit(effort));
  }
  if (options.wanted(exec.id)) {
    options.progress.step(exec);
    const ours = timed("micro", () => run([path("../../packages/cli/bin/micro.js"), "exec", "--", "true"]));
    const node = timed("node", () => run(["-e", "0"]));
    figures.push(await compare({ ...exec, unit: "ms" }, { rounds: effort.startRounds }, ours, [node]));
  }
  return figures;
}

function measureKit({ startRounds, rows }: Effort): Figure[] {
  const script = path("../start/testing.mjs");
  const rounds = [String(warmUps + startRounds), String(Math.min(rows, 10_000))];
  const times = JSON.parse(run([...process.execArgv, script, ...rounds])) as Record<string, number[]>;
  const warm = (name: string) => (times[name] ?? []).slice(name === "first" ? 0 : warmUps);
  return Object.entries(series).map(([name, one]) => ({
    id: `testing.${name}`,
    title: one.title,
    unit: "ms",
    ours: warm(name),
    cpuUs: [],
    baselines: "baseline" in one ? [{ name: one.baseline, values: warm(one.baseline), cpuUs: [] }] : [],
  }));
}
