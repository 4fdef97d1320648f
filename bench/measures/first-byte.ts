import { join } from "node:path";

import type { Child } from "../harness/child.ts";
import type { Figure } from "../harness/figure.ts";
import type { Progress } from "../harness/progress.ts";
import { quantile } from "../harness/statistics.ts";
import type { LoadCalls } from "../load/calls.ts";
import type { Effort } from "./contenders.ts";
import { startServer } from "./servers.ts";

const paces = [
  { id: "idle", title: "one event at a time", intervalMs: 25 },
  { id: "paced", title: "100 events/s", intervalMs: 10 },
  { id: "busy", title: "500 events/s", intervalMs: 2 },
] as const;

export const firstByteFigures = paces.map(({ id, title, intervalMs }) => ({
  id: `first-byte.${id}`,
  title: `request to the receiver's first byte, ${title}`,
  pace: title,
  events: id,
  intervalMs,
}));

/** The time from a commit to the receiver's first byte, between two instants that the commit lies between. */
export async function measureFirstByte(
  load: Child<LoadCalls>,
  folder: string,
  effort: Effort,
  options: { wanted: (id: string) => boolean; progress: Progress },
): Promise<Figure[]> {
  const wanted = firstByteFigures.filter(({ id }) => options.wanted(id));
  const [first] = wanted;
  if (!first) return [];
  options.progress.step(first);
  const sandbox = await startServer("sandbox", join(folder, "first-byte.db"));
  const figures: Figure[] = [];
  for (const { id, title, events, pace, intervalMs } of wanted) {
    options.progress.step({ id, title });
    const count = effort.events[events];
    const plan = { ...sandbox.address, count, intervalMs };
    await load.ask("measureFirstByte", plan);
    const sent: number[][] = [];
    const answered: number[][] = [];
    for (let round = 0; round < effort.rounds; round++) {
      const { sinceSentMs, sinceAnswerMs } = await load.ask("measureFirstByte", plan);
      sent.push(sinceSentMs);
      answered.push(sinceAnswerMs);
    }
    const figure = (suffix: string, name: string, rounds: number[][], share: number): Figure => ({
      id: `${id}.${suffix}`,
      title: `${name} to the receiver's first byte, ${pace}`,
      unit: "ms",
      ours: rounds.map((values) => quantile(values, share)),
      cpuUs: [],
      baselines: [],
    });
    figures.push(
      figure("p50", "request sent, p50", sent, 0.5),
      figure("p99", "request sent, p99", sent, 0.99),
      figure("answer-p50", "answer had, p50", answered, 0.5),
    );
  }
  await sandbox.child.close();
  return figures;
}
