import { readInstant } from "@micro/sdk/contract";

import { UsageError } from "../abort.ts";

/** The instant, in seconds, that a text names: `2027-01-15T08:00:00Z`, seconds since 1970, or `now`. */
export function parseInstant(text: string, flag: string): number {
  if (text === "now") return Math.floor(Date.now() / 1000);
  const seconds = /^\d{9,12}$/.test(text) ? Number(text) : readInstant(text);
  if (seconds !== undefined && seconds >= 0) return seconds;
  throw new UsageError(`${flag} ${text} is not a time.`, "Write 2027-01-15T08:00:00Z, or seconds since 1970.");
}
