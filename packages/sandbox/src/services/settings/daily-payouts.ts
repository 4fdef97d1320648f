/** The kind of the job that pays out daily. */
export const dailyPayoutJob = "payouts.daily";

const daySeconds = 24 * 3600;

/** The next midnight (UTC) behind an instant, in seconds. */
export function nextMidnight(now: number): number {
  return (Math.floor(now / daySeconds) + 1) * daySeconds;
}
