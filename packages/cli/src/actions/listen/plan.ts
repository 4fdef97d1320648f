import { UsageError } from "../../abort.ts";
import { createChaos } from "./chaos.ts";
import type { ForwardPlan } from "./forward-plan.ts";
import { parseHeaders } from "./headers.ts";
import { loadRoutes } from "./load-endpoints.ts";
import { isListening } from "./probe.ts";
import { mergeRoutes, parseRoute, type Route } from "./route.ts";
import type { EventSource } from "./source.ts";

/** The flags that say where events go and what goes wrong with them. */
export interface PlanFlags {
  "forward-to"?: readonly string[] | undefined;
  headers?: readonly string[] | undefined;
  "load-from-endpoints": boolean;
  "skip-verify": boolean;
  ordered: boolean;
  retry: boolean;
  duplicate?: number | undefined;
  drop?: number | undefined;
  "corrupt-signature"?: number | undefined;
  "stale-timestamp"?: number | undefined;
  shuffle?: number | undefined;
  delay?: number | undefined;
  seed?: string | undefined;
}

/** What is known of the plan before there is a connection. Rejects with a `UsageError` for flags that do not fit together. */
export async function planForwarding(flags: PlanFlags): Promise<ForwardPlan> {
  const { shuffle = 0, ordered } = flags;
  if (ordered && shuffle > 0) {
    throw new UsageError("--ordered and --shuffle contradict each other.", "Leave one of them out.");
  }
  return {
    routes: mergeRoutes(await Promise.all((flags["forward-to"] ?? []).map(parseRoute))),
    headers: parseHeaders(flags.headers ?? []),
    skipVerify: flags["skip-verify"],
    ordered,
    retry: flags.retry,
    chaos: createChaos({
      duplicate: flags.duplicate ?? 0,
      drop: flags.drop ?? 0,
      corruptSignature: flags["corrupt-signature"] ?? 0,
      staleTimestamp: flags["stale-timestamp"] ?? 0,
      shuffle,
      delayMs: flags.delay ?? 0,
      seed: flags.seed ?? String(Math.random()),
    }),
  };
}

/** The plan with the routes of the registered endpoints, if they are asked for; undefined when nothing is forwarded. */
export async function completePlan(
  plan: ForwardPlan,
  { client }: Pick<EventSource, "client">,
  fromEndpoints: boolean,
): Promise<ForwardPlan | undefined> {
  const routes = fromEndpoints ? await loadRoutes(client, plan.routes[0]?.url) : plan.routes;
  return routes.length === 0 ? undefined : { ...plan, routes };
}

/** The URLs of a plan that nothing listens at. */
export async function findSilent(plan: ForwardPlan | undefined): Promise<string[]> {
  const urls = [...new Set(plan?.routes.map(({ url }: Route) => url.href))];
  const silent = await Promise.all(urls.map(async (url) => ((await isListening(new URL(url))) ? [] : [url])));
  return silent.flat();
}
