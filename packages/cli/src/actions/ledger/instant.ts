import { readInstant } from "@micro/sdk/contract";

import { UsageError } from "../../abort.ts";

const dayS = 86_400;

/** An instant as a flag gives it, in seconds since the epoch. A day stands for its beginning in UTC, or its end. */
function parse(flag: string, text: string): { seconds: number; isDay: boolean } {
  if (/^\d{1,12}$/.test(text)) return { seconds: Number(text), isDay: false };
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const seconds = readInstant(text);
  if (seconds === undefined || seconds < 0) {
    throw new UsageError(`--${flag} is not a time: ${text}`, "Write 1795132800, 2026-11-20 or 2026-11-20T08:00:00Z.");
  }
  return { seconds, isDay };
}

/** The flags of a look at the past as the API takes them. Of a day, its last second. */
export function asOf<By>({ at, by }: { at?: string | undefined; by?: By | undefined }) {
  const instant = at === undefined ? undefined : parse("at", at);
  return {
    ...(instant && { at: instant.seconds + (instant.isDay ? dayS - 1 : 0) }),
    ...(by !== undefined && { by }),
  };
}

/** The flags of a period as the API takes them, its end not included. */
export function period<By>({
  from,
  to,
  by,
}: {
  from?: string | undefined;
  to?: string | undefined;
  by?: By | undefined;
}) {
  const begin = from === undefined ? undefined : parse("from", from);
  const end = to === undefined ? undefined : parse("to", to);
  const until = end && end.seconds + (end.isDay ? dayS : 0);
  if (begin !== undefined && until !== undefined && until < begin.seconds) {
    throw new UsageError(`--to ${to} lies before --from ${from}.`, "Give the earlier one to --from.");
  }
  return {
    ...(begin && { from: begin.seconds }),
    ...(until !== undefined && { to: until }),
    ...(by !== undefined && { by }),
  };
}
