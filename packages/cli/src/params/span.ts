import { addSpan, clockAdvanceSecondsMax } from "@micro/sdk/contract";

import { UsageError } from "../abort.ts";

/** The instant that a text such as `30d`, `3mo` or `1y` leads to, or seconds; no further than a clock goes in one go. */
export function parseSpan(from: number, text: string, name: string): number {
  const to = addSpan(from, /^\d+$/.test(text) ? `${text}s` : text);
  if (to === undefined || to === from) {
    throw new UsageError(`${name} should be a time such as 90s, 15m, 36h, 30d, 2w, 3mo or 1y, and "${text}" is not.`);
  }
  if (to - from <= clockAdvanceSecondsMax) return to;
  throw new UsageError(`A clock goes at most two years in one go, and "${text}" is more.`);
}
