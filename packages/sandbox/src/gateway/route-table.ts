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

interface Entry<T> {
  method: HTTPMethod;
  path: string;
  route: T;
}

const noQuery = {};
const unused = () => {};

/**
 * Makes a table of paths such as `/customers/{id}`, with Fastify's own router. To register hundreds of routes takes longer
 * than the rest of a first start. Here the routes that share their first segment (after a prefix such as `/v1`) get a router
 * when one of them is first requested, and most processes request few.
 */
export function createRouteTable<T>(entries: readonly Entry<T>[], { prefix = "" } = {}): RouteTable<T> {
  const segment = new RegExp(`^${"/[^/]*".repeat(prefix.split("/").length - 1)}/([^/?#]*)`);
  const segmentOf = (path: string) => segment.exec(path)?.[1] ?? "";
  const families = Map.groupBy(entries, ({ path }) => segmentOf(path));
  const routers = new Map<string, ReturnType<typeof createRouter>>();
  return {
    find(method, url) {
      const name = segmentOf(url);
      const family = name.includes("%") ? decodeURI(name) : name;
      let router = routers.get(family);
      if (!router) {
        const members = families.get(family);
        if (!members) return undefined;
        router = fill(members);
        routers.set(family, router);
      }
      // A method that it does not know has no routes.
      const found = router.find(method as HTTPMethod, url);
      // Each route is its own store.
      return found ? { route: found.store as T, params: found.params as Record<string, string> } : undefined;
    },
  };
}

function fill(entries: readonly Entry<unknown>[]) {
  const router = createRouter({ maxParamLength: limits.headerBytesMax, querystringParser: () => noQuery });
  for (const { method, path, route } of entries) {
    router.on(method, path.replaceAll(/\{(\w+)\}/g, ":$1"), unused, route);
  }
  return router;
}
