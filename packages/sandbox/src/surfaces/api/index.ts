import { operations, type OperationId } from "@micro/sdk/contract";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

import { send } from "../../gateway/app.ts";
import type { RouteKind } from "../../gateway/guards.ts";
import type { Invoke } from "../../gateway/invoke.ts";
import { readInput } from "./read-input.ts";
import { readHeaders } from "./read-headers.ts";

/** Mounts every operation of the contract: JSON in, JSON out. */
export function mountApi(app: FastifyInstance, invoke: Invoke): void {
  for (const operation of Object.values(operations)) {
    const id: OperationId = operation.id;
    const aliases = "aliases" in operation ? (operation.aliases ?? []) : [];
    for (const path of [operation.path, ...aliases]) {
      app.route({
        method: operation.method,
        url: path.replace("{id}", ":id"),
        ...("bodyBytesMax" in operation && { bodyLimit: operation.bodyBytesMax }),
        config: { kind: kindOf(path) },
        handler: async (request: FastifyRequest, reply: FastifyReply) => {
          const headers = readHeaders(request.headers);
          const answer = await invoke({
            ...headers,
            operation: id,
            input: readInput(operation, request),
            requestId: request.id,
            ip: request.ip,
            method: request.method,
            path: request.url,
          });
          return send(reply, answer);
        },
      });
    }
  }
}

/** What works on the sandbox itself never answers a page of another site. */
const kindOf = (path: string): RouteKind => (path.startsWith("/sandbox") ? "control" : "api");
