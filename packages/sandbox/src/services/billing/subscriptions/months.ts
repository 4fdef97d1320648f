/** The same time of day so many months later (UTC), on its own day or another one; on the last of a month that is too short. */
export function addMonths(at: number, months: number, day?: number): number {
  const from = new Date(at * 1000);
  const [year, month] = [from.getUTCFullYear(), from.getUTCMonth() + months];
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const to = new Date(at * 1000);
  return Math.floor(to.setUTCFullYear(year, month, Math.min(day ?? from.getUTCDate(), lastDay)) / 1000);
}
