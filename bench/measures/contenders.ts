import type { Child } from "../harness/child.ts";
import type { Figure } from "../harness/figure.ts";
import { lookAt } from "../harness/look.ts";

/** Something that is measured once each round. */
export interface Contender {
  name: string;
  /** `count` is how often it was done in the round. */
  round(): Promise<{ value: number; cpuUs?: number; count?: number }>;
  /** The process that does it, to look at. */
  child?: Pick<Child<object>, "observe" | "observed">;
}

/** How thorough a run is. */
export interface Effort {
  rounds: number;
  /** How long a round of requests lasts, about. */
  roundMs: number;
  /** Rounds of requests that do not count: enough for the compiler of every process to be done with its hot paths. */
  warmUps: number;
  /** The rows that a list and a read choose from. */
  rows: number;
  deliveries: number;
  /** Events for the time to the first byte: one after the other, at a pace, and at a pace that leaves little time. */
  events: { idle: number; paced: number; busy: number };
  startRounds: number;
  /** How many events memory is watched over. */
  memoryEvents: number;
  /** The sizes of the ledgers, in entries. */
  entries: { few: number; many: number };
  /** How large one sandbox becomes, in payments, step by step. */
  growth: readonly number[];
  /** How many subscriptions the clock moves, for how long, and how often that is measured. */
  billing: { subscriptions: number; months: number; rounds: number };
}

export const fullEffort: Effort = {
  rounds: 5,
  roundMs: 500,
  warmUps: 8,
  rows: 100_000,
  deliveries: 1500,
  events: { idle: 40, paced: 150, busy: 1000 },
  memoryEvents: 100_000,
  startRounds: 9,
  entries: { few: 10_000, many: 1_000_000 },
  growth: [1000, 10_000, 100_000, 1_000_000],
  billing: { subscriptions: 1000, months: 12, rounds: 1 },
};

export const quickEffort: Effort = {
  rounds: 1,
  roundMs: 20,
  warmUps: 1,
  rows: 50,
  deliveries: 100,
  events: { idle: 3, paced: 10, busy: 30 },
  memoryEvents: 300,
  startRounds: 1,
  entries: { few: 200, many: 2000 },
  growth: [20, 50],
  billing: { subscriptions: 20, months: 3, rounds: 1 },
};

/** A contender that is measured by how long its work takes, in milliseconds. */
export const timed = (name: string, work: () => unknown): Contender => ({
  name,
  async round() {
    const startedAt = performance.now();
    await work();
    return { value: performance.now() - startedAt };
  },
});

/** For what is new each time, such as a process: the files have been read. */
const warmUpRounds = 3;

/** Measures in turn, ours, baseline, ours, …, the first of each round another each time, after a warm-up. */
export async function compare(
  about: Pick<Figure, "id" | "title" | "unit">,
  { rounds, warmUps = warmUpRounds }: { rounds: number; warmUps?: number | undefined },
  ours: Contender,
  baselines: readonly Contender[],
): Promise<Figure> {
  const begin = (contender: Contender) => ({ contender, values: [] as number[], cpuUs: [] as number[] });
  const own = begin(ours);
  const series = [own, ...baselines.map(begin)];
  for (let round = 0; round < warmUps; round++) {
    for (const { contender } of series) await contender.round();
  }
  for (let round = 0; round < rounds; round++) {
    const first = round % series.length;
    for (const one of [...series.slice(first), ...series.slice(0, first)]) {
      const { value, cpuUs } = await one.contender.round();
      one.values.push(value);
      if (cpuUs !== undefined) one.cpuUs.push(cpuUs);
    }
  }
  const { child } = ours;
  const seen = child && (await lookAt(about.id, { child, round: () => ours.round() }));
  return {
    ...about,
    ...(seen && { seen }),
    ours: own.values,
    cpuUs: own.cpuUs,
    baselines: series.slice(1).map(({ contender, values, cpuUs }) => ({ name: contender.name, values, cpuUs })),
  };
}
