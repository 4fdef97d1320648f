const iso8601 = /^(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?)?$/;

/**
 * The instant, in whole seconds since 1970, that a text in ISO 8601 names: `2027-01-15` is its beginning in UTC, and a time
 * without a zone is local. Undefined for a text that is none, or that names a day that no calendar has.
 */
export function readInstant(text: string): number | undefined {
  const day = iso8601.exec(text)?.[1];
  const seconds = Math.floor(Date.parse(text.replace(" ", "T")) / 1000);
  return day !== undefined && isDay(day) && Number.isSafeInteger(seconds) ? seconds : undefined;
}

/** Whether it is one: 30 February would be read as a day of March. */
function isDay(day: string): boolean {
  const ms = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(day);
}
