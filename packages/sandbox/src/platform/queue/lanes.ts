import { limits } from "../limits.ts";

/** What holds a lane back, besides its jobs' due times. */
export interface LaneLimits {
  /** How many jobs may be in hand. */
  max: number;
  /** How many jobs may begin in a second; as many as there are when absent. */
  perSecond?: number | undefined;
  /** No job begins before, in milliseconds since the epoch. */
  notBefore?: number | undefined;
}

/** A place in the order of a lane's jobs. */
export interface Place {
  due_at: number;
  n: number;
}

/** The jobs that take turns with each other. */
interface Lane extends LaneLimits {
  name: string;
  inHand: number;
  /** Where the first waiting job may be; `undefined` when none waits. It may be earlier than that job, never later. */
  next: Place | undefined;
  /** How many jobs may begin at `filledAt`, where there is a limit per second. */
  allowance: number;
  filledAt: number;
}

/** A lane that may begin so many jobs. */
export interface ReadyLane {
  lane: Lane;
  count: number;
}

/** What a queue knows of its lanes, so that a claim looks only where there is something to find. */
export interface Lanes {
  /** Notes that a job waits in a lane. */
  note(name: string, dueAtMs: number): void;
  limit(name: string, limits: LaneLimits): void;
  begin(name: string, nowMs: number): void;
  end(name: string): void;
  /** The lanes that may begin jobs now, with how many. The lane that was served longest ago comes first. */
  ready(nowMs: number): ReadyLane[];
  /** Begins a look for jobs of the lane, and returns where to start. Jobs noted during the look are kept besides what it finds. */
  look(lane: Lane): Place;
  /** Ends a look: where the next job waits, if any. The lane may have been forgotten meanwhile. */
  found(name: string, next: Place | undefined): void;
  /** When the next job falls due that there is room for. */
  nextDue(): number | undefined;
  /** All lanes, with the earliest instant at which each may begin a job; unknown while it is looked into. */
  starts(): { name: string; startsAt: number | undefined }[];
  /** Forgets all lanes, of which none has a job in hand. */
  clear(): void;
}

/** A lane with a limit per second may save up the allowance of so many milliseconds while nothing is due. */
const burstMs = 50;

/** Makes the lanes of one queue. They mirror the table and never decide what is in it. */
export function createLanes(): Lanes {
  const lanes = new Map<string, Lane>();
  let total = 0;

  const laneOf = (name: string): Lane => {
    let lane = lanes.get(name);
    if (!lane) {
      lane = { name, max: limits.jobLaneMax, inHand: 0, next: undefined, allowance: 1, filledAt: -Infinity };
      lanes.set(name, lane);
    }
    return lane;
  };
  const roomIn = (lane: Lane, left: number) => {
    // A lane with nothing in hand is never kept waiting by others, however many they are.
    const shared = Math.max(left, lane.inHand === 0 ? 1 : 0);
    return Math.min(lane.max - lane.inHand, shared);
  };
  const forget = (lane: Lane) => {
    const { inHand, next, max, perSecond, notBefore } = lane;
    const isPlain = max === limits.jobLaneMax && perSecond === undefined && notBefore === undefined;
    if (isPlain && inHand === 0 && next === undefined) lanes.delete(lane.name);
  };

  return {
    note: (name, dueAt) => {
      const lane = laneOf(name);
      // A number may be given again, so that a job that comes now may stand before all others of its instant.
      lane.next = earlier(lane.next, { due_at: dueAt, n: 0 });
    },
    limit: (name, { max, perSecond, notBefore }) => {
      const lane = laneOf(name);
      Object.assign(lane, { max, perSecond, notBefore });
      forget(lane);
    },
    begin: (name, now) => {
      const lane = laneOf(name);
      lane.inHand += 1;
      total += 1;
      if (lane.perSecond === undefined) return;
      lane.allowance = allowanceAt(lane, now) - 1;
      lane.filledAt = now;
    },
    end: (name) => {
      const lane = laneOf(name);
      lane.inHand -= 1;
      total -= 1;
      forget(lane);
    },
    ready: (now) => {
      const found: ReadyLane[] = [];
      let left = limits.jobClaimMax - total;
      for (const lane of lanes.values()) {
        const due = nextStart(lane);
        if (due === undefined || due > now) continue;
        const count = Math.min(roomIn(lane, left), Math.floor(allowanceAt(lane, now)));
        if (count <= 0) continue;
        found.push({ lane, count });
        left -= count;
      }
      for (const { lane } of found) {
        lanes.delete(lane.name);
        lanes.set(lane.name, lane);
      }
      return found;
    },
    look: (lane) => {
      const from = lane.next ?? { due_at: 0, n: 0 };
      lane.next = undefined;
      return from;
    },
    found: (name, next) => {
      const lane = laneOf(name);
      if (next) lane.next = earlier(lane.next, next);
      forget(lane);
    },
    nextDue: () => {
      let next: number | undefined;
      for (const lane of lanes.values()) {
        const due = nextStart(lane);
        if (due === undefined || roomIn(lane, limits.jobClaimMax - total) <= 0) continue;
        next = Math.min(next ?? due, due);
      }
      return next;
    },
    starts: () => Array.from(lanes.values(), (lane) => ({ name: lane.name, startsAt: nextStart(lane) })),
    clear: () => lanes.clear(),
  };
}

function earlier(a: Place | undefined, b: Place): Place {
  if (!a) return b;
  return (a.due_at - b.due_at || a.n - b.n) <= 0 ? a : b;
}

/** How many jobs a lane may begin now. */
function allowanceAt({ perSecond, allowance, filledAt }: Lane, now: number): number {
  if (perSecond === undefined) return Infinity;
  const saved = Math.max(1, (perSecond * burstMs) / 1000);
  return Math.min(saved, allowance + ((now - filledAt) * perSecond) / 1000);
}

/** When a lane may begin its next job, leaving out how many are in hand; `undefined` when none waits. */
function nextStart(lane: Lane): number | undefined {
  const { next, notBefore = -Infinity, perSecond, allowance, filledAt } = lane;
  if (!next) return undefined;
  const filled =
    perSecond === undefined || allowance >= 1 ? -Infinity : filledAt + Math.ceil(((1 - allowance) * 1000) / perSecond);
  return Math.max(next.due_at, notBefore, filled);
}
