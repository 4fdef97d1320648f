import { operations, type Operation } from "@micro/sdk/contract";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

import { send, type SiteOf } from "../../gateway/app.ts";
import type { RouteKind } from "../../gateway/guards.ts";
import type { Invoke } from "../../gateway/invoke.ts";
import { mountTable } from "../../gateway/mount-table.ts";
import { createRouteTable, type Found } from "../../gateway/route-table.ts";
import { readInput } from "./read-input.ts";
import { readHeaders } from "./read-headers.ts";

type AnyOperation = (typeof operations)[keyof typeof operations];

const entries = Object.values(operations).flatMap((route: AnyOperation) => {
  const { method, path, aliases = [] }: Operation = route;
  return [path, ...aliases].map((each) => ({ method, path: each, route }));
});
const table = createRouteTable(entries);

/** Operations with options of their own, which need a route of their own. */
const isSpecial = ({ path, bodyBytesMax }: Operation) => path === "/health" || bodyBytesMax !== undefined;

/** Mounts every operation of the contract: JSON in, JSON out. */
export function mountApi(app: FastifyInstance, siteOf: SiteOf<{ invoke: Invoke }>): void {
  const handle = async (
    request: FastifyRequest,
    reply: FastifyReply,
    { route, params }: Found<AnyOperation>,
  ): Promise<FastifyReply> => {
    const answer = await siteOf(request.raw).invoke({
      ...readHeaders(request.headers),
      operation: route.id,
      input: readInput(route, request, params),
      requestId: request.id,
      ip: request.ip,
      method: request.method,
      path: request.url,
    });
    return send(reply, answer);
  };
  for (const { method, path, route } of entries.filter((entry) => isSpecial(entry.route))) {
    const { bodyBytesMax: bodyLimit }: Operation = route;
    app.route({
      method,
      url: path,
      ...(bodyLimit !== undefined && { bodyLimit }),
      config: { kind: kindOf(path) },
      handler: (request, reply) => handle(request, reply, { route, params: {} }),
    });
  }
  for (const url of ["/*", "/sandbox", "/sandbox/*"]) {
    mountTable(app, { url, kind: kindOf(url), withHead: true, table, handle });
  }
}

/** What works on the sandbox itself never answers a page of another site. */
const kindOf = (path: string): RouteKind => (path.startsWith("/sandbox") ? "control" : "api");
