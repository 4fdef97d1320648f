import type { StoredLine } from "../invoices/invoice-lines.ts";
import { netOf } from "../invoices/invoice-pricing.ts";
import { daySeconds } from "../../../platform/day.ts";

const dayOf = (at: number) => Math.floor(at / daySeconds);

/** What a line earns over its period. */
export interface Deferral {
  /** Without discounts and taxes. */
  net: number;
  start: number;
  end: number;
}

/** The lines whose service goes on after an instant: they are earned with time, and all others at once. */
export function deferralsOf(lines: readonly StoredLine[], at: number): Deferral[] {
  return lines
    .filter(({ period }) => period.end > at && period.end > period.start)
    .map((line) => ({ net: netOf(line), ...line.period }));
}

/** What is deferred in all. */
export const deferredIn = (deferrals: readonly Deferral[]) => deferrals.reduce((sum, { net }) => sum + net, 0);

/**
 * What is earned by an instant: of each line the same part for every whole day (UTC) of its period, counted from its
 * beginning and rounded towards zero, and at the period's end all of it.
 */
export function earnedBy(deferrals: readonly Deferral[], at: number): number {
  return deferrals.reduce((sum, deferral) => sum + earnedOf(deferral, at), 0);
}

/**
 * What is booked of that: never more than there is to be earned in all. It would be more where a part was credited, whose rest is
 * earned at the same pace until nothing is left, and where a line takes back later what another one charges from now on.
 */
export const earnedWithin = (whole: number, earned: number): number =>
  Math.min(Math.max(earned, Math.min(0, whole)), Math.max(0, whole));

function earnedOf({ net, start, end }: Deferral, at: number): number {
  if (at >= end) return net;
  const days = Math.max(0, dayOf(at) - dayOf(start));
  // A BigInt is divided towards zero, so that a credit is the mirror of its charge.
  return Number((BigInt(net) * BigInt(days)) / BigInt(Math.max(1, dayOf(end) - dayOf(start))));
}

/** When something is booked next: at the end of a month, or of a line's period; undefined after the last one. */
export function nextBooking(deferrals: readonly Deferral[], at: number): number | undefined {
  const ends = deferrals.map(({ end }) => end).filter((end) => end > at);
  if (ends.length === 0) return undefined;
  const today = new Date(at * 1000);
  const monthEnd = Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + 1) / 1000;
  return Math.min(monthEnd, ...ends);
}
