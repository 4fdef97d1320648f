import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

import type { RouteKind } from "./guards.ts";
import type { Found, RouteTable } from "./route-table.ts";

interface Mounted<T> {
  /** Everything below this path that no route of its own takes: `/v1/*`. */
  url: string;
  kind?: RouteKind;
  /** Whether `HEAD` is answered as `GET` is. */
  withHead?: boolean;
  table: RouteTable<T>;
  /** Answers a request that the table has. */
  handle: (request: FastifyRequest, reply: FastifyReply, found: Found<T>) => Promise<FastifyReply>;
}

declare module "fastify" {
  interface FastifyRequest {
    /** What a table found for it. */
    found: unknown;
  }
}

/** Has a table answer in the place of many routes. What it does not have is answered as if nothing were mounted. */
export function mountTable<T>(app: FastifyInstance, { url, kind, withHead = false, table, handle }: Mounted<T>): void {
  app.route({
    method: ["GET", "HEAD", "POST", "DELETE"],
    url,
    config: kind === undefined ? {} : { kind },
    // Before a body is read, for which an unknown route has no use.
    onRequest: (request, reply, done) => {
      const method = withHead && request.method === "HEAD" ? "GET" : request.method;
      request.found = table.find(method, request.url);
      if (request.found === undefined) reply.callNotFound();
      else done();
    },
    // What is found here is the table's own.
    handler: (request, reply) => handle(request, reply, request.found as Found<T>),
  });
}
