import createRouter, { type HTTPMethod } from "find-my-way";

import { limits } from "../platform/limits.ts";

/** What a request asked for, with the parameters of its path. */
export interface Found<T> {
  route: T;
  params: Record<string, string>;
}

/** Routes by method and path. */
export interface RouteTable<T> {
  /** The route of a request target, whose escapes are known to be valid. */
  find(method: string, url: string): Found<T> | undefined;
}

const noQuery = {};
const unused = () => {};

/**
 * Makes a table of paths such as `/customers/{id}`, by the router that Fastify has. To tell Fastify itself of hundreds of routes
 * takes longer than all else at a first start.
 */
export function createRouteTable<T>(entries: Iterable<{ method: HTTPMethod; path: string; route: T }>): RouteTable<T> {
  const fill = () => {
    const router = createRouter({ maxParamLength: limits.headerBytesMax, querystringParser: () => noQuery });
    for (const { method, path, route } of entries) {
      router.on(method, path.replaceAll(/\{(\w+)\}/g, ":$1"), unused, route);
    }
    return router;
  };
  let router: ReturnType<typeof fill> | undefined;
  return {
    find(method, url) {
      // Filled by the first who asks: many sandboxes are asked on one surface only.
      router ??= fill();
      // A method that it does not know has no routes.
      const found = router.find(method as HTTPMethod, url);
      // Each route is its own store.
      return found ? { route: found.store as T, params: found.params as Record<string, string> } : undefined;
    },
  };
}
