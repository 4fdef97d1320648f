const units = [
  [86_400, "day"],
  [3600, "hour"],
  [60, "minute"],
] as const;

/** How long something is, in whole units of which there are at least two: `45 s`, `90 minutes`, `365 days`. */
export function spanText(seconds: number): string {
  const [size, unit] = units.find(([length]) => seconds >= 2 * length) ?? [1, "s"];
  return unit === "s" ? `${seconds} s` : `${Math.round(seconds / size)} ${unit}s`;
}
