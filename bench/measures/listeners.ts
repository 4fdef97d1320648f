import { join } from "node:path";

import type { Child } from "../harness/child.ts";
import type { Figure } from "../harness/figure.ts";
import type { Progress } from "../harness/progress.ts";
import { quantile } from "../harness/statistics.ts";
import type { LoadCalls } from "../load/calls.ts";
import type { Effort } from "./contenders.ts";
import { startServer } from "./servers.ts";

const listeners = 100;

export const listenerFigures = [{ id: "listeners", title: `${listeners} listeners` }];

/** The time from an answer to the last of many listeners, and how fast they get what is there already. */
export async function measureListeners(
  load: Child<LoadCalls>,
  folder: string,
  effort: Effort,
  options: { wanted: (id: string) => boolean; progress: Progress },
): Promise<Figure[]> {
  const [about] = listenerFigures;
  if (!about || !options.wanted(about.id)) return [];
  options.progress.step(about);
  const sandbox = await startServer("sandbox", join(folder, "listeners.db"));
  const plan = { ...sandbox.address, count: effort.events.paced, intervalMs: 20, listeners };
  await load.ask("measureListeners", plan);
  const rounds: Awaited<ReturnType<LoadCalls["measureListeners"]>>[] = [];
  for (let round = 0; round < effort.rounds; round++) rounds.push(await load.ask("measureListeners", plan));
  await sandbox.child.close();
  const figure = (id: string, title: string, unit: "ms" | "/s", ours: number[]): Figure => ({
    id: `listeners.${id}`,
    title: `${title}, ${listeners} listeners`,
    unit,
    ours,
    cpuUs: [],
    baselines: [],
  });
  const latencies = (share: number) => rounds.map(({ sinceAnswerMs }) => quantile(sinceAnswerMs, share));
  return [
    figure("p50", "answer to the last listener, p50", "ms", latencies(0.5)),
    figure("p99", "answer to the last listener, p99", "ms", latencies(0.99)),
    figure(
      "frames",
      "events of before, all listeners together",
      "/s",
      rounds.map(({ framesPerSecond }) => framesPerSecond),
    ),
  ];
}
