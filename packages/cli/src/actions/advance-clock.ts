import type { AnyEvent, Client, Clock, TestClock } from "@micro/sdk";

import { Abort } from "../abort.ts";
import { instantText } from "../output/instant.ts";
import { waitForClock } from "./wait-for-clock.ts";

/** A clock as the API shows it. */
export type AnyClock = Clock | TestClock;

/** A clock that can be moved: the sandbox's own, or one that some customers live by. */
export interface MovableClock {
  read(): Promise<AnyClock>;
  /** Lets time pass up to an instant; all that falls due before is done when it answers. */
  moveTo(at: number): Promise<AnyClock>;
}

/** The instant at which a clock stands, or that it has come to. */
export const instantOf = (clock: AnyClock): number => ("now" in clock ? clock.now : clock.frozen_time);

/** How long one step may take: everything that falls due on the way is done in it. */
const unhurried = { timeoutMs: 0 };

/** Moves a clock up to an instant, and says after a while what that waits for. */
export async function passTo(
  client: Client,
  clock: MovableClock,
  to: number,
  tell?: (line: string) => void,
): Promise<AnyClock> {
  const shown = await waitForClock(client, clock.moveTo(to), tell);
  const reached = instantOf(shown);
  if (reached >= to) return shown;
  throw new Abort(
    `The sandbox stopped or began again on the way to ${instantText(to)}: it is ${instantText(reached)}.`,
    "micro sandbox status says whether it runs.",
  );
}

/** The sandbox's own clock: that of everything without a test clock. */
export const sandboxClock = (client: Client): MovableClock => ({
  read: () => client.clock.get(),
  moveTo: (at) => client.clock.set({ at }, unhurried),
});

/** The same clock, moved on from the instant that it shows. */
export const advancingClock = (client: Client): MovableClock => ({
  ...sandboxClock(client),
  moveTo: async (at) => {
    try {
      return await client.clock.set({ at }, unhurried);
    } catch (error) {
      // Another call may have moved it this far meanwhile, such as an advance that was interrupted.
      const clock = await client.clock.get();
      if (clock.now < at) throw error;
      return clock;
    }
  },
});

const askEveryMs = 20;

/** The clock of some customers. */
export const testClock = (client: Client, id: string): MovableClock => ({
  read: () => client.testClocks.get(id),
  moveTo: async (at) => {
    let clock = await client.testClocks.advance(id, { frozen_time: at });
    while (clock.status === "advancing") {
      await new Promise((resume) => setTimeout(resume, askEveryMs));
      clock = await client.testClocks.get(id);
    }
    if (clock.status === "ready") return clock;
    throw new Abort(`The test clock ${id} was stopped by a defect.`, "The log of the sandbox says which one.");
  },
});

/** Something that happened on the way, and when. */
export interface Happened {
  at: number;
  event: AnyEvent;
}

interface Watched {
  clock: MovableClock;
  from: number;
  to: number;
  signal: AbortSignal;
  onStep: (now: number, happened: readonly Happened[]) => void;
  /** Is told what a step waits for that takes long. */
  onWait: (line: string) => void;
}

const stepsMax = 100;
const stepSecondsMin = 3600;

/**
 * Lets time pass in steps, and tells after each what happened in it. Many steps come to the same as one. A signal ends it
 * between two of them. Answers how the clock stands then.
 */
export async function watchClock(
  client: Client,
  { clock, from, to, signal, onStep, onWait }: Watched,
): Promise<AnyClock> {
  const step = Math.max(stepSecondsMin, Math.ceil((to - from) / stepsMax));
  let newest = (await client.events.list({ limit: 1 })).data[0]?.seq ?? 0;
  let shown = await clock.read();
  for (let now = from; now < to && !signal.aborted;) {
    now = Math.min(to, now + step);
    shown = await passTo(client, clock, now, onWait);
    const events = await eventsBehind(client, newest);
    newest = events.at(-1)?.seq ?? newest;
    // Events carry the sandbox's time; for a test clock the step's own time says more.
    const isOwnTime = shown.object === "clock";
    onStep(
      now,
      events.filter(isOfInterest).map((event) => ({ at: isOwnTime ? event.created : now, event })),
    );
  }
  return shown;
}

/** What the ledger writes for each of the others, and what the clock says of itself. */
const isOfInterest = ({ type }: AnyEvent) => !/^(transaction|test_helpers\.test_clock)\./.test(type);

/** The events after a number, oldest first. */
async function eventsBehind(client: Client, seq: number): Promise<AnyEvent[]> {
  const events: AnyEvent[] = [];
  for await (const event of client.events.list({ limit: 100 })) {
    if (event.seq <= seq) break;
    events.push(event);
  }
  return events.toReversed();
}
