import type { Look } from "./look.ts";

export type Unit = "/s" | "ms" | "MB";

/** One thing that was measured, round by round, beside what it is compared with. */
export interface Figure {
  id: string;
  title: string;
  unit: Unit;
  ours: readonly number[];
  /** The processor time of the server for each request, in microseconds, round by round; none where nobody counts. */
  cpuUs: readonly number[];
  /** The same rounds of what ours is compared with: the value at an index was measured beside ours at that index. */
  baselines: readonly Baseline[];
  /** What a round of ours did to its process, where that was looked at. */
  seen?: Look;
}

export interface Baseline {
  name: string;
  values: readonly number[];
  cpuUs: readonly number[];
}

/** Ours over the baseline in each round; a drift of the machine is in both, and cancels out. */
export function ratios(figure: Figure, baseline: Baseline): number[] {
  return figure.ours.map((value, round) => value / (baseline.values[round] ?? Number.NaN));
}

/** More is better for a rate, less for a time and for memory. */
export function moreIsBetter({ unit }: Pick<Figure, "unit">): boolean {
  return unit === "/s";
}
