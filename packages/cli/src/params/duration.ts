import { UsageError } from "../abort.ts";

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads `500ms`, `5s`, `2m`, `1h` or `3d`; a bare number is seconds. */
export function parseDuration(text: string, flag: string): number {
  const [, digits = "", unit = "s"] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(text.trim()) ?? [];
  const value = digits === "" ? Number.NaN : Number(digits) * (unitMs[unit] ?? Number.NaN);
  if (Number.isFinite(value)) return Math.round(value);
  throw new UsageError(`${flag} should be a time such as 500ms, 5s, 2m or 1h, and "${text}" is not.`);
}
