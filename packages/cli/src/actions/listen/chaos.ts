/** What goes wrong on purpose, so that people can test their own handlers. Shares are from 0 to 1. */
export interface ChaosOptions {
  /** The share of events that are sent twice. */
  duplicate: number;
  /** The share of events that are not sent. */
  drop: number;
  /** The share of attempts with a signature that does not fit. */
  corruptSignature: number;
  /** The share of attempts dated an hour back. */
  staleTimestamp: number;
  /** How many events wait for each other and leave in any order. */
  shuffle: number;
  /** How long each event is held back at the most, in milliseconds. */
  delayMs: number;
  /** Decides all of it: the same seed and the same events fail alike. */
  seed: string;
}

/** What happens to one event. */
export interface EventChaos {
  dropped: boolean;
  copies: number;
  delayMs: number;
}

/** What happens to one attempt. */
export interface AttemptChaos {
  corruptSignature: boolean;
  staleTimestamp: boolean;
}

/** Decides, by the seed, what goes wrong with which event. */
export interface Chaos {
  ofEvent(id: string): EventChaos;
  ofAttempt(id: string, attempt: number): AttemptChaos;
  /** From 0 up to, not including, `bound`: which of so many waiting events leaves. */
  pick(id: string, bound: number): number;
  readonly shuffle: number;
}

/** Makes the decisions of one run. Each follows from the seed and the event alone, in whatever order they are asked for. */
export function createChaos(options: ChaosOptions): Chaos {
  const draw = (what: string, id: string) => fractionOf(`${options.seed}:${what}:${id}`);
  return {
    shuffle: options.shuffle,
    ofEvent: (id) => ({
      dropped: draw("drop", id) < options.drop,
      copies: draw("duplicate", id) < options.duplicate ? 2 : 1,
      delayMs: Math.floor(draw("delay", id) * options.delayMs),
    }),
    ofAttempt: (id, attempt) => ({
      corruptSignature: draw(`corrupt:${attempt}`, id) < options.corruptSignature,
      staleTimestamp: draw(`stale:${attempt}`, id) < options.staleTimestamp,
    }),
    pick: (id, bound) => Math.floor(draw("shuffle", id) * bound),
  };
}

/** Asks for no faults. */
export const noFaults: ChaosOptions = {
  duplicate: 0,
  drop: 0,
  corruptSignature: 0,
  staleTimestamp: 0,
  shuffle: 0,
  delayMs: 0,
  seed: "",
};

/** No faults: what applies unless flags ask for some. */
export const noChaos: Chaos = createChaos(noFaults);

/** A number from 0 up to, not including, 1 that a text decides (FNV-1a, then the finish of MurmurHash3). */
function fractionOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
