import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import BetterSqlite from "better-sqlite3";

import { nodeAt } from "../harness/child.ts";
import type { Figure } from "../harness/figure.ts";
import type { Progress } from "../harness/progress.ts";
import { startServer } from "./servers.ts";
import { compare, timed, type Contender, type Effort } from "./contenders.ts";

const versionFigure = { id: "version", title: "micro --version" };

const storeFigures = ["memory", "file"].map((store) => ({
  id: `start.${store}`,
  title: `createSandbox, ${store}`,
  store,
}));

export const startFigures = [...storeFigures, versionFigure];

/** How long a sandbox takes to start, first and again in a process, and the command without work. */
export async function measureStart(
  folder: string,
  effort: Effort,
  options: { wanted: (id: string) => boolean; progress: Progress },
): Promise<Figure[]> {
  const figures: Figure[] = [];
  const schema = join(folder, "schema.sql");
  let starts = 0;
  const start = (script: string, store: string) => {
    const file = store === "file" ? join(folder, `start-${(starts += 1)}.db`) : "";
    const output = run([...process.execArgv, path(`../start/${script}`), file, "5", schema]);
    return JSON.parse(output) as { firstMs: number; nextMs: number[] };
  };

  for (const step of storeFigures.filter(({ id }) => options.wanted(id))) {
    const { store } = step;
    options.progress.step(step);
    await writeSchema(folder, schema);
    // Both times come from the same process, so one turn measures both.
    const next: Record<string, number[]> = { "sandbox.mjs": [], "bare.mjs": [] };
    const contender = (name: string, script: string): Contender => ({
      name,
      round: () => {
        const { firstMs, nextMs } = start(script, store);
        next[script]?.push(nextMs.toSorted((a, b) => a - b)[2] ?? Number.NaN);
        return Promise.resolve({ value: firstMs });
      },
    });
    const about = { id: `start.${store}.first`, title: `first sandbox of a process, ${store}`, unit: "ms" as const };
    const bare = contender("bare", "bare.mjs");
    figures.push(await compare(about, { rounds: effort.startRounds }, contender("sandbox", "sandbox.mjs"), [bare]), {
      id: `start.${store}.next`,
      title: `next sandbox of a process, ${store}`,
      unit: "ms",
      cpuUs: [],
      ours: next["sandbox.mjs"]?.slice(-effort.startRounds) ?? [],
      baselines: [{ name: "bare", values: next["bare.mjs"]?.slice(-effort.startRounds) ?? [], cpuUs: [] }],
    });
  }

  if (options.wanted(versionFigure.id)) {
    options.progress.step(versionFigure);
    const ours = timed("micro", () => run([path("../../packages/cli/bin/micro.js"), "--version"]));
    const node = timed("node", () => run(["-e", "0"]));
    const about = { ...versionFigure, unit: "ms" as const };
    figures.push(await compare(about, { rounds: effort.startRounds * 3 }, ours, [node]));
  }
  return figures;
}

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

function run(parameters: readonly string[]): string {
  const [program, ...rest] = nodeAt("server", parameters);
  return execFileSync(program, rest, { encoding: "utf8" });
}

/** The schema of the sandbox as one script. */
async function writeSchema(folder: string, schema: string): Promise<void> {
  const file = join(folder, `schema-${performance.now()}.db`);
  const { child } = await startServer("sandbox", file);
  await child.close();
  const db = new BetterSqlite(file, { readonly: true });
  const statements = db.prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid").pluck().all();
  db.close();
  writeFileSync(schema, statements.join(";\n"));
}
