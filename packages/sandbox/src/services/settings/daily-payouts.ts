import { daySeconds } from "../../platform/day.ts";

/** The kind of the job that pays out daily. */
export const dailyPayoutJob = "payouts.daily";

/** The next midnight (UTC) after an instant, in seconds. */
export function nextMidnight(now: number): number {
  return (Math.floor(now / daySeconds) + 1) * daySeconds;
}
