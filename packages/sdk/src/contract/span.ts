const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
const unitMonths: Readonly<Record<string, number>> = { mo: 1, y: 12 };

/**
 * The instant that lies a span after another, both in seconds: `90s`, `15m`, `36h`, `30d`, `2w`, or by the calendar `3mo` and
 * `1y`, which end on the same day of a month, or on its last where it has no such day. Undefined for a text that is no span.
 */
export function addSpan(from: number, text: string): number | undefined {
  const [, digits, unit = ""] = /^(\d{1,9})(s|m|h|d|w|mo|y)$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const seconds = unitSeconds[unit];
  const to =
    seconds === undefined ? addMonths(from, Number(digits) * (unitMonths[unit] ?? 0)) : from + Number(digits) * seconds;
  return Number.isSafeInteger(to) ? to : undefined;
}

function addMonths(from: number, months: number): number {
  const date = new Date(from * 1000);
  const day = date.getUTCDate();
  date.setUTCMonth(date.getUTCMonth() + months);
  // The month was too short, and the date is in the one after it.
  if (date.getUTCDate() !== day) date.setUTCDate(0);
  return date.getTime() / 1000;
}
