import { join } from "node:path";

import { startChild } from "../harness/child.ts";
import type { Figure } from "../harness/figure.ts";
import type { Progress } from "../harness/progress.ts";
import { quantile } from "../harness/statistics.ts";
import type { KeyCalls } from "../keys/calls.ts";
import { compare, type Effort } from "./contenders.ts";

const keyCount = 500;

/** The names of the figures, for the progress and the choice. */
export const keyFigures = [
  { id: "key.known.p99", title: "check a key that was presented before, p99", fresh: false },
  { id: "key.fresh.p99", title: "check a key for the first time, p99", fresh: true },
] as const;

/** Who a key stands for, in its own process and without a wire, beside a digest and a prepared look-up. */
export async function measureKeys(
  folder: string,
  effort: Effort,
  options: { wanted: (id: string) => boolean; progress: Progress },
): Promise<Figure[]> {
  const wanted = keyFigures.filter(({ id }) => options.wanted(id));
  const [first] = wanted;
  if (!first) return [];
  options.progress.step(first);
  const child = startChild<KeyCalls>("server", "keys/main.ts");
  await child.ask("open", { file: join(folder, "keys.db"), count: Math.min(keyCount, effort.rows) });
  const count = Math.max(200, effort.roundMs * 20);
  const p99 = (name: string, times: () => Promise<number[]>) => ({
    name,
    round: async () => ({ value: quantile(await times(), 0.99) }),
  });
  const figures: Figure[] = [];
  for (const { id, title, fresh } of wanted) {
    options.progress.step({ id, title });
    const ours = p99("keys", () => child.ask("check", { count, fresh }));
    const statements = p99("statements", () => child.ask("lookUp", { count }));
    figures.push(await compare({ id, title, unit: "ms" }, { rounds: effort.rounds }, ours, [statements]));
  }
  await child.close();
  return figures;
}
