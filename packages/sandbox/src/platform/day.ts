/** A day in seconds: in UTC each is as long as another. */
export const daySeconds = 24 * 3600;
