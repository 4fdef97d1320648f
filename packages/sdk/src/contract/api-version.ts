/** The version of the API that this contract describes, as events and the documentation name it. */
export const apiVersion = "2026-11-20";

/** What the name of a version of Stripe's API looks like; those since autumn 2024 have the name of their release, too. */
export const stripeVersionForm = String.raw`^\d{4}-\d{2}-\d{2}(\.[a-z]+)?$`;
