import assert from "node:assert/strict";

import type { Child } from "../harness/child.ts";
import type { Figure } from "../harness/figure.ts";
import type { Progress } from "../harness/progress.ts";
import type { LoadCalls } from "../load/calls.ts";
import { compare, type Contender, type Effort } from "./contenders.ts";
import { countRows, createIntents, planOf, seed, startServer, type Path, type Target } from "./servers.ts";

const paths: readonly Path[] = ["create", "confirm", "read", "list"];
const connectionCounts = [1, 32] as const;

/** The names of the figures, for the progress and the choice. */
export const requestFigures = paths.flatMap((path) =>
  connectionCounts.map((connections) => ({
    id: `${path}.${connections}`,
    title: `${path}, ${connections === 1 ? "1 connection" : `${connections} connections`}`,
    path,
    connections,
  })),
);

/** Create, confirm, read and list, beside an echo and beside the same rows by prepared statements. */
export async function measureRequests(
  load: Child<LoadCalls>,
  folder: string,
  effort: Effort,
  options: { wanted: (id: string) => boolean; progress: Progress },
): Promise<Figure[]> {
  const wanted = requestFigures.filter(({ id }) => options.wanted(id));
  const [first] = wanted;
  if (!first) return [];
  options.progress.step(first);
  const { files, ids } = await seed(load, folder, effort.rows);
  const targets = {
    sandbox: await startServer("sandbox", files.sandbox),
    statements: await startServer("statements", files.statements),
    echo: await startServer("echo", ""),
  };
  await assertSameRows(load, files, targets);

  const figures: Figure[] = [];
  for (const { id, title, path, connections } of wanted) {
    options.progress.step({ id, title });
    const contender = (target: Target, measured = path): Contender =>
      rateOf({ load, target, path: measured, connections, ids, roundMs: effort.roundMs });
    const baselines = [contender(targets.echo), contender(targets.statements)];
    if (path === "list") baselines.push({ ...contender(targets.sandbox, "read"), name: "read" });
    figures.push(await compare({ id, title, unit: "/s" }, effort, contender(targets.sandbox), baselines));
  }
  await Promise.all(Object.values(targets).map(({ child }) => child.close()));
  return figures;
}

interface Rate {
  load: Child<LoadCalls>;
  target: Target;
  path: Path;
  connections: number;
  ids: readonly string[];
  roundMs: number;
}

/** Requests per second; the first round finds out how many make a round. */
export function rateOf({ load, target, path, connections, ids, roundMs }: Rate): Contender {
  let count = connections * 4;
  const choose = async (): Promise<string[]> => {
    const confirms = path === "confirm" || path === "stripe-confirm";
    if (confirms && target.name !== "echo") return createIntents(load, target, count);
    return Array.from({ length: count }, () => ids[Math.floor(Math.random() * ids.length)] ?? "");
  };
  return {
    name: target.name,
    child: target.child,
    round: async () => {
      const plan = planOf(path, target, connections, await choose());
      const before = await target.child.ask("cpuUs", null);
      const { elapsedMs } = await load.ask("load", plan);
      const cpuUs = ((await target.child.ask("cpuUs", null)) - before) / plan.paths.length;
      const value = (plan.paths.length / elapsedMs) * 1000;
      count = Math.min(8000, Math.max(connections * 4, Math.round((value / 1000) * roundMs)));
      return { value, cpuUs, count: plan.paths.length };
    },
  };
}

/** The baseline is fair only while it writes as many rows into the same tables. */
async function assertSameRows(
  load: Child<LoadCalls>,
  files: { sandbox: string; statements: string },
  targets: { sandbox: Target; statements: Target },
): Promise<void> {
  const written = async (target: Target, file: string) => {
    const before = countRows(file);
    const ids = await createIntents(load, target, 5);
    await load.ask("load", planOf("confirm", target, 1, ids));
    // The log of requests is written a little later.
    await new Promise((resolve) => setTimeout(resolve, 300));
    return Object.fromEntries(
      Object.entries(countRows(file)).map(([name, rows]) => [name, rows - (before[name] ?? 0)]),
    );
  };
  const ours = await written(targets.sandbox, files.sandbox);
  const theirs = await written(targets.statements, files.statements);
  assert.deepEqual(theirs, ours, "The baseline does not write the rows that the sandbox writes.");
}
