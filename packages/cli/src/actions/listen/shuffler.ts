import type { Chaos } from "./chaos.ts";

/** Lets events wait for each other, and leave in an order of its own. */
export interface Shuffler<Event> {
  add(event: Event): void;
  /** Lets go of all that wait. */
  flush(): void;
}

/** How long events wait for others to be mixed with. */
const idleMs = 200;

/** Makes a shuffler. Without `--shuffle` every event leaves at once. */
export function createShuffler<Event extends { id: string }>(
  chaos: Chaos,
  leave: (event: Event) => void,
): Shuffler<Event> {
  const waiting: Event[] = [];
  let timer: NodeJS.Timeout | undefined;

  const leaveOne = () => {
    const [event] = waiting.splice(chaos.pick(waiting[0]?.id ?? "", waiting.length), 1);
    if (event !== undefined) leave(event);
  };
  const flush = () => {
    clearTimeout(timer);
    while (waiting.length > 0) leaveOne();
  };
  return {
    add(event) {
      waiting.push(event);
      if (waiting.length > chaos.shuffle) leaveOne();
      clearTimeout(timer);
      if (waiting.length > 0) timer = setTimeout(flush, idleMs);
    },
    flush,
  };
}
