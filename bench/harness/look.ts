import { join } from "node:path";

import type { Child } from "./child.ts";
import type { Observation } from "./observation.ts";

/** What can be looked at: a process, and a round of work in it. */
interface Seen {
  child: Pick<Child<object>, "observe" | "observed">;
  /** `count` is how often the work was done in the round. */
  round(): Promise<{ count?: number }>;
}

/** What a round did to its process, and how often it was done in it. */
export type Look = Observation & { count: number };

/** Where profiles are kept; none are taken without. */
let folder: string | undefined;

export function keepProfilesIn(place: string): void {
  folder = place;
}

/** Two more rounds, for time and for memory: to look costs time, and nothing that was measured pays for it. */
export async function lookAt(id: string, work: Seen): Promise<Look | undefined> {
  if (folder === undefined) return undefined;
  const file = join(folder, id);
  const seen: Partial<Observation>[] = [];
  let done = 1;
  for (const aspect of ["time", "heap"] as const) {
    await work.child.observe({ aspect });
    ({ count: done = 1 } = await work.round());
    seen.push(await work.child.observed({ aspect, file }));
  }
  // Each aspect tells its half.
  return { ...(Object.assign({}, ...seen) as Observation), count: done };
}
