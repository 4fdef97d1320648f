import type { Native } from "./route.ts";
import { stripeTypeOf } from "./event-types.ts";
import { dropUnasked } from "./includable.ts";
import { project } from "./project.ts";

const nothing: ReadonlySet<string> = new Set();

/** How Stripe tells of the events here: the same stored event gives the same bytes every time. */
export const stripeWording = {
  typeOf: stripeTypeOf,
  // `recordEvent` is the only writer of what is stored.
  write: (stored: string) => JSON.stringify(dropUnasked(project(JSON.parse(stored) as Native), nothing), null, 2),
};
