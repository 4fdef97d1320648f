import type { HeapProfiler } from "node:inspector";
import { Session } from "node:inspector/promises";
import { monitorEventLoopDelay } from "node:perf_hooks";

/** What a process did to its event loop and its heap while it was looked at. */
export interface Observation {
  /** How late the event loop came to a timer, in milliseconds. */
  lagMs: { p50: number; p99: number; max: number };
  allocatedBytes: number;
  /** The functions that allocated the most, each with what it did itself. */
  allocators: { name: string; bytes: number }[];
}

const resolutionMs = 1;
const sampling = {
  samplingInterval: 16_384,
  includeObjectsCollectedByMajorGC: true,
  includeObjectsCollectedByMinorGC: true,
};
const shown = 8;

let looking: { session: Session; lag: ReturnType<typeof monitorEventLoopDelay> } | undefined;

/** Begins to look. Of so many bytes one allocation is noted, whether or not it is collected later. */
export async function observe(): Promise<null> {
  const session = new Session();
  session.connect();
  await session.post("HeapProfiler.startSampling", sampling);
  const lag = monitorEventLoopDelay({ resolution: resolutionMs });
  lag.enable();
  looking = { session, lag };
  return null;
}

/** Ends it, and tells what was seen. */
export async function observed(): Promise<Observation> {
  if (!looking) throw new Error("Nobody looks.");
  const { session, lag } = looking;
  looking = undefined;
  lag.disable();
  const { profile } = await session.post("HeapProfiler.stopSampling");
  session.disconnect();
  const byFunction = new Map<string, number>();
  const visit = ({ callFrame, selfSize, children }: HeapProfiler.SamplingHeapProfileNode) => {
    const name = `${callFrame.functionName || "(anonymous)"} ${callFrame.url.split("/").slice(-2).join("/")}`.trim();
    byFunction.set(name, (byFunction.get(name) ?? 0) + selfSize);
    for (const child of children) visit(child);
  };
  visit(profile.head);
  const allocators = Array.from(byFunction, ([name, bytes]) => ({ name, bytes }));
  // The histogram counts from timer to timer, and the timer's own time is no delay.
  const late = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - resolutionMs);
  return {
    lagMs: { p50: late(lag.percentile(50)), p99: late(lag.percentile(99)), max: late(lag.max) },
    allocatedBytes: allocators.reduce((sum, { bytes }) => sum + bytes, 0),
    allocators: allocators.toSorted((a, b) => b.bytes - a.bytes).slice(0, shown),
  };
}
