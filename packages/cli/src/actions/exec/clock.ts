import { UsageError } from "../../abort.ts";

/** The instant, in seconds, at which `--clock` says that time stands: `frozen` is now. It runs when nothing is said. */
export function parseClock(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (text === "frozen") return Math.floor(Date.now() / 1000);
  const ms = /^\d{9,12}$/.test(text) ? Number(text) * 1000 : Date.parse(text);
  if (Number.isSafeInteger(ms) && ms >= 0) return Math.floor(ms / 1000);
  throw new UsageError(`--clock ${text} is no time.`, "Write frozen, 2027-01-15T08:00:00Z, or seconds since 1970.");
}
