import type { Operation } from "@micro/sdk/contract";
import type { FastifyRequest } from "fastify";
import { Type, type TSchema } from "typebox";

import { DomainError } from "../../platform/errors.ts";

/** One flat input out of a request: the path's parameter with the query (GET, DELETE) or the body (POST). */
export function readInput(
  operation: Operation,
  request: FastifyRequest,
  params: Record<string, string>,
): Record<string, unknown> {
  const rest = operation.method === "POST" ? readBody(request) : readQuery(operation, request);
  if ("id" in params && "id" in rest) {
    throw new DomainError("parameter_unknown", {
      message: "The id is in the path; do not send it again.",
      param: "id",
    });
  }
  return { ...rest, ...params };
}

function readBody({ body, query }: FastifyRequest): Record<string, unknown> {
  const [stray] = Object.keys(asRecord(query));
  if (stray !== undefined) {
    throw new DomainError("parameter_unknown", {
      message: `Send '${stray}' in the body, not in the query.`,
      param: stray,
    });
  }
  if (body === undefined) return {};
  if (body === null || typeof body !== "object" || Array.isArray(body)) {
    throw new DomainError("body_unparseable", { message: "The body must be a JSON object." });
  }
  return { ...body };
}

function readQuery(operation: Operation, { query }: FastifyRequest): Record<string, unknown> {
  return asRecord(fromText(operation.input, asRecord(query)));
}

/** A query is text: integers and booleans are parsed where the schema has them. What cannot be parsed is left for validation to refuse. */
function fromText(schema: TSchema | undefined, value: unknown): unknown {
  if (Type.IsObject(schema) && value !== null && typeof value === "object" && !Array.isArray(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([name, part]) => [name, fromText(schema.properties[name], part)]),
    );
  }
  if (typeof value !== "string") return value;
  if (Type.IsInteger(schema)) return /^-?\d{1,16}$/.test(value) ? Number(value) : value;
  if (Type.IsBoolean(schema) && (value === "true" || value === "false")) return value === "true";
  return value;
}

function asRecord(value: unknown): Record<string, unknown> {
  return value !== null && typeof value === "object" ? Object.fromEntries(Object.entries(value)) : {};
}
