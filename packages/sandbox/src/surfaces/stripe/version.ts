/** The version of Stripe's API that is imitated: the newest at the time, which the official client 23.1 pins. */
export const stripeVersion = "2026-10-28.endive";

/** What the name of a version looks like; those since autumn 2024 have the name of their release, too. */
export const versionName = /^\d{4}-\d{2}-\d{2}(?:\.[a-z]+)?$/;
