import { join } from "node:path";

import type { Child } from "../harness/child.ts";
import type { Figure } from "../harness/figure.ts";
import type { Progress } from "../harness/progress.ts";
import type { LoadCalls } from "../load/calls.ts";
import { compare, type Effort } from "./contenders.ts";
import { rateOf } from "./requests.ts";
import { createIntents, startServer } from "./servers.ts";

const pairs = [
  { path: "stripe-create", native: "create" },
  { path: "stripe-confirm", native: "confirm" },
] as const;

/** The names of the figures, for the progress and the choice. */
export const stripeFigures = pairs.flatMap(({ path, native }) =>
  [1, 32].map((connections) => ({
    id: `stripe.${native}.${connections}`,
    title: `${native} through /v1, ${connections === 1 ? "1 connection" : `${connections} connections`}`,
    path,
    native,
    connections,
  })),
);

/** What Stripe's wire costs: create and confirm through it, beside the same on the sandbox's own. */
export async function measureStripe(
  load: Child<LoadCalls>,
  folder: string,
  effort: Effort,
  options: { wanted: (id: string) => boolean; progress: Progress },
): Promise<Figure[]> {
  const wanted = stripeFigures.filter(({ id }) => options.wanted(id));
  const [first] = wanted;
  if (!first) return [];
  options.progress.step(first);
  const target = await startServer("sandbox", join(folder, "stripe.db"));
  const ids = await createIntents(load, target, 1);
  const figures: Figure[] = [];
  for (const { id, title, path, native, connections } of wanted) {
    options.progress.step({ id, title });
    const rate = { load, target, connections, ids, roundMs: effort.roundMs };
    const own = { ...rateOf({ ...rate, path: native }), name: "native" };
    figures.push(await compare({ id, title, unit: "/s" }, effort, rateOf({ ...rate, path }), [own]));
  }
  await target.child.close();
  return figures;
}
