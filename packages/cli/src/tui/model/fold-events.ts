import { rowsMax, type DeliveryState, type EventRow, type State } from "./state.ts";

/** Takes new events, the oldest first. While paused they wait out of sight. */
export function foldEvents(state: State, received: readonly EventRow[]): State {
  // One that is sent again keeps its place.
  const known = new Set([...state.events, ...state.held].map(({ id }) => id));
  const rows = received.filter(({ id }) => !known.has(id));
  const eventCount = state.eventCount + rows.length;
  if (state.paused) return { ...state, eventCount, held: prepend(state.held, rows) };
  return { ...state, eventCount, events: prepend(state.events, rows) };
}

/** Lets those that waited appear. */
export function release(state: State): State {
  return { ...state, paused: false, held: [], events: [...state.held, ...state.events].slice(0, rowsMax) };
}

/** Notes how far an event has come. */
export function foldDelivery(state: State, eventId: string, delivery: DeliveryState): State {
  return {
    ...state,
    events: withDelivery(state.events, eventId, delivery),
    held: withDelivery(state.held, eventId, delivery),
  };
}

const prepend = (kept: readonly EventRow[], rows: readonly EventRow[]) =>
  [...rows.slice(-rowsMax).toReversed(), ...kept].slice(0, rowsMax);

function withDelivery(rows: readonly EventRow[], id: string, delivery: DeliveryState): readonly EventRow[] {
  const index = rows.findIndex((row) => row.id === id);
  const row = rows[index];
  return row === undefined ? rows : rows.with(index, { ...row, delivery });
}
