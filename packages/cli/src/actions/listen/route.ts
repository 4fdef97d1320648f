import { matchesEventPattern } from "@micro/sdk";

import { parseTarget } from "./target.ts";

/** Which events go to which URL. */
export interface Route {
  url: URL;
  /** Types and patterns; all events when absent. */
  types: readonly string[] | undefined;
}

/**
 * The route that `--forward-to` means: a URL as `parseTarget` reads it, with the events that go there in front of it, as in
 * `payment.*=http://localhost:3000/payments`.
 */
export async function parseRoute(text: string): Promise<Route> {
  const [, patterns, rest] = /^([\w.*]+(?:,[\w.*]+)*)=(.*)$/.exec(text) ?? [];
  if (patterns === undefined || rest === undefined) return { url: parseTarget(text), types: undefined };
  // Loads the whole contract for the names of its events: only needed where events are named.
  const { parseEventTypes } = await import("./event-types.ts");
  return { url: parseTarget(rest), types: parseEventTypes([patterns]) };
}

/** One route for each URL, so that what goes there goes once, and in order when asked. */
export function mergeRoutes(routes: readonly Route[]): Route[] {
  const merged = new Map<string, Route>();
  for (const { url, types } of routes) {
    const same = merged.get(url.href);
    const both = same === undefined ? types : same.types && types && [...new Set([...same.types, ...types])];
    merged.set(url.href, { url, types: both });
  }
  return [...merged.values()];
}

/** Whether an event goes that way. */
export const takes = ({ types }: Route, type: string): boolean =>
  types === undefined || types.some((pattern) => matchesEventPattern(type, pattern));
