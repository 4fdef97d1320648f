import { readFileSync, writeFileSync } from "node:fs";

import type { Durations } from "../harness/progress.ts";

const path = new URL("../durations.json", import.meta.url);

/** How long the steps of the last recorded run took, for the progress of the next. */
export const readDurations = () => JSON.parse(readFileSync(path, "utf8")) as Durations;

/** Records them; what was not measured stays. */
export function recordDurations(took: Durations): void {
  writeFileSync(path, `${JSON.stringify({ ...readDurations(), ...took }, null, 2)}\n`);
}
