import type { PriceRecurring } from "@micro/sdk/contract";

import { addMonths } from "./months.ts";
import { daySeconds } from "../../../platform/day.ts";

/** How often, and counted from where. */
export interface Cycle extends Pick<PriceRecurring, "interval" | "interval_count"> {
  /** The instant that every boundary is counted from, in seconds. */
  anchor: number;
  /** The day of the month that is meant, where the anchor's own month is too short for it. */
  day?: number | undefined;
}

/** From one instant up to another, in seconds. */
export interface Period {
  start: number;
  end: number;
}

/**
 * The boundary that lies so many intervals after the anchor, or before it. Months and years are those of the calendar, in
 * UTC. A month that is too short for the anchor's day ends the period on its last day; the next one has the anchor's day
 * again, since each is counted from the anchor.
 */
export function boundary({ anchor, day, interval, interval_count: count }: Cycle, index: number): number {
  const steps = index * count;
  switch (interval) {
    case "day":
      return anchor + steps * daySeconds;
    case "week":
      return anchor + steps * 7 * daySeconds;
    case "month":
      return addMonths(anchor, steps, day);
    case "year":
      return addMonths(anchor, steps * 12, day);
  }
}

/** The whole period in which an instant lies; a boundary is in the one that it begins. */
export function periodAt(cycle: Cycle, instant: number): Period {
  let index = guess(cycle, instant);
  while (boundary(cycle, index) > instant) index -= 1;
  while (boundary(cycle, index + 1) <= instant) index += 1;
  return { start: boundary(cycle, index), end: boundary(cycle, index + 1) };
}

/** The period that a boundary ends. */
export const periodBefore = (cycle: Cycle, end: number): Period => periodAt(cycle, end - 1);

/** An interval's mean length, so that the search begins close to its end. */
const meanSeconds: Record<PriceRecurring["interval"], number> = {
  day: daySeconds,
  week: 7 * daySeconds,
  month: 30.436875 * daySeconds,
  year: 365.2425 * daySeconds,
};

const guess = ({ anchor, interval, interval_count: count }: Cycle, instant: number): number =>
  Math.floor((instant - anchor) / (meanSeconds[interval] * count));
