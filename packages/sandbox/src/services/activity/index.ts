export { listEventTypes } from "./event-types.ts";
export { getEvent, getKeptEvent } from "./get-event.ts";
export { listEvents } from "./list-events.ts";
export { recordEvent } from "./record-event.ts";
