/** The deliveries that the fault `reorder` holds back until another overtakes them: one at a time for each endpoint. */
export interface Overtaking {
  /** Whether a delivery to an endpoint may be held back now. */
  canHold(endpoint: string): boolean;
  /** From now on the next one to the endpoint overtakes it. */
  hold(endpoint: string, id: string): void;
  /** Notes that the held delivery is back in the queue. Returns whether it was overtaken meanwhile, and should be sent now. */
  park(endpoint: string): boolean;
  /** Notes that an attempt at a delivery is over. Returns the delivery that it has overtaken, if that should be sent now. */
  pass(endpoint: string, id: string): string | undefined;
  /** A delivery is not to be sent any more. */
  forget(id: string): void;
}

interface Held {
  id: string;
  isParked: boolean;
  isOvertaken: boolean;
}

/** Makes the memory of a dispatcher. A restart forgets it: what was held is then sent when its time has come. */
export function createOvertaking(): Overtaking {
  const held = new Map<string, Held>();
  return {
    canHold: (endpoint) => !held.has(endpoint),
    hold: (endpoint, id) => void held.set(endpoint, { id, isParked: false, isOvertaken: false }),
    park: (endpoint) => {
      const waiting = held.get(endpoint);
      if (waiting) waiting.isParked = true;
      return waiting?.isOvertaken ?? false;
    },
    pass: (endpoint, id) => {
      const waiting = held.get(endpoint);
      if (!waiting) return undefined;
      if (waiting.id === id) {
        held.delete(endpoint);
        return undefined;
      }
      if (waiting.isOvertaken) return undefined;
      waiting.isOvertaken = true;
      return waiting.isParked ? waiting.id : undefined;
    },
    forget: (id) => {
      for (const [endpoint, waiting] of held) if (waiting.id === id) held.delete(endpoint);
    },
  };
}
