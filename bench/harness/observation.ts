import { writeFileSync } from "node:fs";
import type { HeapProfiler, Profiler } from "node:inspector";
import { Session } from "node:inspector/promises";
import { monitorEventLoopDelay } from "node:perf_hooks";

/** What a process did with its time and its heap while it was looked at. */
export interface Observation {
  /** How late the event loop came to a timer, in milliseconds. */
  lagMs: { p50: number; p99: number; max: number };
  /** The functions that took the most of the busy time by themselves, as shares of it. */
  busiest: Part[];
  allocatedBytes: number;
  /** The functions that allocated the most by themselves, as shares of it. */
  allocators: Part[];
}

interface Part {
  name: string;
  share: number;
}

type Aspect = "time" | "heap";

const resolutionMs = 1;
const sampling = {
  samplingInterval: 16_384,
  includeObjectsCollectedByMajorGC: true,
  includeObjectsCollectedByMinorGC: true,
};
const shown = 6;
/** What the profiler calls the time in which nothing is done, or nothing by this thread; and its own. */
const noWork: ReadonlySet<string> = new Set(["(idle)", "(program)", "(root)", "post node:inspector"]);

let looking: { session: Session; lag: ReturnType<typeof monitorEventLoopDelay> } | undefined;

/** Begins to look at one aspect: the two would be in each other's figures. */
export async function observe({ aspect }: { aspect: Aspect }): Promise<null> {
  const session = new Session();
  session.connect();
  const lag = monitorEventLoopDelay({ resolution: resolutionMs });
  looking = { session, lag };
  if (aspect === "heap") {
    await session.post("HeapProfiler.startSampling", sampling);
    return null;
  }
  await session.post("Profiler.enable");
  await session.post("Profiler.start");
  lag.enable();
  return null;
}

/** Ends it, keeps the profile in a file where one is named, and tells what was seen. */
export async function observed({ aspect, file }: { aspect: Aspect; file: string }): Promise<Partial<Observation>> {
  if (!looking) throw new Error("Nobody looks.");
  const { session, lag } = looking;
  looking = undefined;
  try {
    if (aspect === "heap") {
      const { profile } = await session.post("HeapProfiler.stopSampling");
      writeFileSync(`${file}.heapprofile`, JSON.stringify(profile));
      const bytes = allocations(profile);
      return { allocatedBytes: sum(bytes), allocators: largest(bytes) };
    }
    lag.disable();
    const { profile } = await session.post("Profiler.stop");
    writeFileSync(`${file}.cpuprofile`, JSON.stringify(profile));
    // The histogram counts from timer to timer, and the timer's own time is no delay.
    const late = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - resolutionMs);
    return {
      lagMs: { p50: late(lag.percentile(50)), p99: late(lag.percentile(99)), max: late(lag.max) },
      busiest: largest(busyTime(profile)),
    };
  } finally {
    session.disconnect();
  }
}

const nameOf = ({ functionName, url }: { functionName: string; url: string }) =>
  `${functionName || "(anonymous)"} ${url.split("/").slice(-2).join("/")}`.trim();

function allocations({ head }: HeapProfiler.SamplingHeapProfile): Map<string, number> {
  const bytes = new Map<string, number>();
  const visit = ({ callFrame, selfSize, children }: HeapProfiler.SamplingHeapProfileNode) => {
    add(bytes, nameOf(callFrame), selfSize);
    for (const child of children) visit(child);
  };
  visit(head);
  return bytes;
}

function busyTime({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): Map<string, number> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const callers = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
  const busy = new Map<string, number>();
  for (const [index, id] of samples.entries()) {
    let node = byId.get(id);
    // What has no name, as the functions of a native module, is its caller's.
    while (node?.callFrame.functionName === "" && node.callFrame.url === "") node = byId.get(callers.get(node.id) ?? 0);
    const name = node && nameOf(node.callFrame);
    if (name !== undefined && !noWork.has(name)) add(busy, name, timeDeltas[index] ?? 0);
  }
  return busy;
}

const add = (to: Map<string, number>, name: string, more: number) => to.set(name, (to.get(name) ?? 0) + more);

const sum = (parts: ReadonlyMap<string, number>) => [...parts.values()].reduce((total, part) => total + part, 0);

function largest(parts: ReadonlyMap<string, number>): Part[] {
  const total = sum(parts);
  const shares = Array.from(parts, ([name, part]) => ({ name, share: part / total }));
  return shares.toSorted((a, b) => b.share - a.share).slice(0, shown);
}
