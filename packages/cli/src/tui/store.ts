import type { Action } from "./model/action.ts";
import { fold } from "./model/fold.ts";
import type { State } from "./model/state.ts";

/** Holds the screen's state and says when it changed. */
export interface Store {
  readonly state: State;
  dispatch(action: Action): void;
  /** Events are folded many at a time: as often as frames are drawn, and none is left out. */
  queueEvent(row: Extract<Action, { type: "events" }>["rows"][number]): void;
  close(): void;
}

const frameMs = 50;

/** Makes the store. `onChange` is called once for all changes of a frame. */
export function createStore(initial: State, onChange: (state: State) => void): Store {
  let state = initial;
  let queue: Extract<Action, { type: "events" }>["rows"][number][] = [];
  let timer: NodeJS.Timeout | undefined;

  const flush = () => {
    timer = undefined;
    takeQueue();
    onChange(state);
  };
  const takeQueue = () => {
    if (queue.length === 0) return;
    const rows = queue;
    queue = [];
    state = fold(state, { type: "events", rows });
  };
  const schedule = () => {
    timer ??= setTimeout(flush, frameMs);
  };
  return {
    get state() {
      takeQueue();
      return state;
    },
    dispatch(action) {
      // What was queued happened before.
      takeQueue();
      state = fold(state, action);
      schedule();
    },
    queueEvent(row) {
      queue.push(row);
      schedule();
    },
    close() {
      clearTimeout(timer);
    },
  };
}
