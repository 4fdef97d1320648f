import { join } from "node:path";

import type { Child } from "../harness/child.ts";
import type { Figure } from "../harness/figure.ts";
import type { Progress } from "../harness/progress.ts";
import type { LoadCalls } from "../load/calls.ts";
import { compare, type Effort } from "./contenders.ts";
import { rateOf } from "./requests.ts";
import { startServer } from "./servers.ts";

/** The names of the figures, for the progress and the choice. */
export const pipelineFigures = [1, 32].map((connections) => ({
  id: `pipeline.${connections}`,
  title: `pipeline, ${connections === 1 ? "1 connection" : `${connections} connections`}`,
  connections,
}));

/** What guards, credentials, limits and the log cost before a verb that does nothing, beside a server without them. */
export async function measurePipeline(
  load: Child<LoadCalls>,
  folder: string,
  effort: Effort,
  options: { wanted: (id: string) => boolean; progress: Progress },
): Promise<Figure[]> {
  const wanted = pipelineFigures.filter(({ id }) => options.wanted(id));
  const [first] = wanted;
  if (!first) return [];
  options.progress.step(first);
  const sandbox = await startServer("sandbox", join(folder, "pipeline.db"));
  const echo = await startServer("echo", "");
  const figures: Figure[] = [];
  for (const { id, title, connections } of wanted) {
    options.progress.step({ id, title });
    const [ours, bare] = [sandbox, echo].map((target) =>
      rateOf({ load, target, path: "pipeline", connections, ids: ["-"], roundMs: effort.roundMs }),
    );
    if (!ours || !bare) throw new Error("Both servers are measured.");
    figures.push(await compare({ id, title, unit: "/s" }, effort, ours, [bare]));
  }
  await Promise.all([sandbox.child.close(), echo.child.close()]);
  return figures;
}
