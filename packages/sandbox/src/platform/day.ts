/** A day in seconds: in UTC each is as long as another. */
export const daySeconds = 24 * 3600;

/** An instant, in seconds, as ISO 8601 has it: `2027-01-15T08:00:00Z`. */
export const isoInstant = (seconds: number): string => new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
