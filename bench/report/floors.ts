import { readFileSync, writeFileSync } from "node:fs";

import { moreIsBetter, ratios, type Figure } from "../harness/figure.ts";
import { summarise } from "../harness/statistics.ts";

const path = new URL("../floors.json", import.meta.url);

/** What is asked of a figure: `create.32/echo` is a ratio, `first-byte.idle.p50` the figure itself. */
export interface Floor {
  /** The aim; what is recorded may be better or worse. */
  budget?: number;
  /** What was recorded; absent for a figure that is no ratio, since machines differ. */
  recorded?: number;
  /** The same of the server's processor time for a request. */
  recordedCpu?: number;
}

export type Floors = Record<string, Floor>;

/** What is that much worse fails where processor time is worse as well, and at all events when it is worse than that alone. */
const tolerance = { both: 0.15, alone: 0.3 };

export const readFloors = () => JSON.parse(readFileSync(path, "utf8")) as Floors;

interface Compared {
  ratio: number;
  /** Ours over the baseline in processor time, where both are counted. */
  cpu: number | undefined;
  more: boolean;
}

/** The ratios by name, for the file of floors. */
export function ratiosOf(figures: readonly Figure[]): Map<string, Compared> {
  return new Map(
    figures.flatMap((figure) =>
      figure.baselines.map((baseline) => {
        const cpu = figure.cpuUs.map((value, round) => value / (baseline.cpuUs[round] ?? Number.NaN));
        const compared: Compared = {
          ratio: summarise(ratios(figure, baseline)).median,
          cpu: cpu.length > 0 ? summarise(cpu).median : undefined,
          more: moreIsBetter(figure),
        };
        return [`${figure.id}/${baseline.name}`, compared] as const;
      }),
    ),
  );
}

/** The ratios that are worse than recorded, by name, with a sentence each. */
export function checkFloors(figures: readonly Figure[], floors: Floors): Map<string, string> {
  const failures = new Map<string, string>();
  for (const [name, { ratio, cpu, more }] of ratiosOf(figures)) {
    const { recorded, recordedCpu } = floors[name] ?? {};
    if (recorded === undefined) continue;
    // Somebody else's work moves the ratio of two rates more than that of two processor times.
    const cpuIsWorse =
      cpu === undefined || recordedCpu === undefined || isWorse(cpu, recordedCpu, false, tolerance.both);
    if (!isWorse(ratio, recorded, more, cpuIsWorse ? tolerance.both : tolerance.alone)) continue;
    failures.set(name, `${name} is ${ratio.toFixed(2)}, and ${recorded.toFixed(2)} is recorded.`);
  }
  return failures;
}

function isWorse(value: number, recorded: number, more: boolean, by: number): boolean {
  return more ? value < recorded * (1 - by) : value > recorded * (1 + by);
}

/** Records the ratios of a run, and their budgets with them; what it did not measure stays. */
export function recordFloors(figures: readonly Figure[], floors: Floors): void {
  const round = (value: number) => Number(value.toFixed(3));
  const recorded = [...ratiosOf(figures)].map(([name, { ratio, cpu }]) => {
    const { budget } = floors[name] ?? {};
    const floor: Floor = {
      ...(budget !== undefined && { budget }),
      recorded: round(ratio),
      ...(cpu !== undefined && { recordedCpu: round(cpu) }),
    };
    return [name, floor] as const;
  });
  writeFileSync(path, `${JSON.stringify({ ...floors, ...Object.fromEntries(recorded) }, null, 2)}\n`);
}
