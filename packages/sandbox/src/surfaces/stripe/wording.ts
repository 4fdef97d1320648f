import { stripeTypeOf } from "./event-types.ts";
import { dropUnasked } from "./includable.ts";
import { project } from "./project.ts";
import type { Native } from "./route.ts";
import { versionOf, type Version } from "./versions/index.ts";

const nothing: ReadonlySet<string> = new Set();

/** How Stripe tells of the events here: the same stored event gives the same bytes every time. */
export const createStripeWording = (account: Version) => ({
  typeOf: stripeTypeOf,
  /** The bytes of an event in a version of Stripe's, or in the account's own. */
  write: (stored: string, name: string | null): string => {
    const version = name === null ? account : versionOf(name);
    // `recordEvent` is the only writer of what is stored.
    return JSON.stringify(dropUnasked(project(JSON.parse(stored) as Native, version), nothing), null, 2);
  },
});

export type StripeWording = ReturnType<typeof createStripeWording>;
