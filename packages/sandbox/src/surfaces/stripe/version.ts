import { stripeVersionForm } from "@micro/sdk/contract";

/** The version of Stripe's API that is imitated: the newest at the time, which the official client 23.1 pins. */
export const stripeVersion = "2026-10-28.endive";

/** What the name of a version looks like. */
export const versionName = new RegExp(stripeVersionForm);
