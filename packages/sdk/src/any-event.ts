import type { Event, EventType } from "./contract/index.ts";

/** An event of any type of the catalogue: comparing `type` tells what `data.object` is. */
export type AnyEvent = { [T in EventType]: Event<T> }[EventType];
