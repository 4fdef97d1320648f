/** Which of the events that were received are finished. They come in rising order. */
export interface Progress {
  /**
   * Takes an event. What it returns marks the event as finished, and acknowledges as far as no unfinished event is left
   * behind.
   */
  begin(seq: number): () => void;
  /** Forgets everything: the numbers that come are those of another history. */
  restart(): void;
  /** How many events are not finished. */
  readonly openCount: number;
}

/** Follows events from their arrival to their end, however they overtake each other, and acknowledges in order. */
export function trackProgress(ack: (seq: number) => void): Progress {
  let highest = 0;
  let acknowledged = 0;
  const open = new Set<{ seq: number }>();

  return {
    begin(seq) {
      if (open.size === 0) acknowledged = seq - 1;
      highest = seq;
      const event = { seq };
      open.add(event);
      return () => {
        if (!open.delete(event)) return;
        const [oldest] = open;
        const done = oldest === undefined ? highest : oldest.seq - 1;
        if (done <= acknowledged) return;
        acknowledged = done;
        ack(done);
      };
    },
    restart: () => open.clear(),
    get openCount() {
      return open.size;
    },
  };
}
