import { limits } from "../../../platform/limits.ts";

/** How far somebody has come in the log of events, across the connections that it is sent by. */
export interface Place {
  /** The number after which to go on once the connection was lost. */
  resumeAt(): number;
  /** Whether an event is still to be sent: it was not, or it was and may have been lost. */
  isDue(seq: number, id: string): boolean;
  markSent(seq: number, id: string): void;
  markAcked(id: string): void;
}

/**
 * A place after `seq`. A reader that acknowledges what it got is sent again what it did not acknowledge; for one that never
 * does, what was sent counts as taken.
 */
export function createPlace(seq: number): Place {
  let last = seq;
  let acks = false;
  const unacked = new Map<string, number>();
  return {
    resumeAt: () => (acks && unacked.size > 0 ? Math.min(...unacked.values()) - 1 : last),
    isDue: (seq, id) => seq > last || unacked.has(id),
    markSent: (seq, id) => {
      last = Math.max(last, seq);
      unacked.set(id, seq);
      const [oldest] = unacked.size > limits.stripeCliUnackedMax ? unacked.keys() : [];
      if (oldest !== undefined) unacked.delete(oldest);
    },
    markAcked: (id) => {
      acks = true;
      unacked.delete(id);
    },
  };
}
