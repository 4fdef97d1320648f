import type { Period } from "./calendar.ts";
import { portion } from "../invoices/rounding.ts";

/**
 * What a part of a period costs, of what the whole one costs: the amount times the seconds of the part by those of the
 * whole, rounded half up to the minor unit. Each line is rounded by itself, and what is credited is the exact mirror of what
 * would be charged.
 */
export function prorate(amount: number, part: Period, whole: Period): number {
  return portion(amount, part.end - part.start, whole.end - whole.start);
}
