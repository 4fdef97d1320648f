import type { Native } from "./route.ts";
import { stripeTypeOf } from "./event-types.ts";
import { project } from "./project.ts";

/** How Stripe tells of the events here: the same stored event gives the same bytes every time. */
export const stripeWording = {
  typeOf: stripeTypeOf,
  // `recordEvent` is the only writer of what is stored.
  write: (stored: string) => JSON.stringify(project(JSON.parse(stored) as Native), null, 2),
};
