import type { ErrorBody, OperationId } from "@micro/sdk/contract";
import type { FastifyRequest } from "fastify";

import type { Ids } from "../platform/ids.ts";
import type { SiteOf } from "./app.ts";
import type { CredentialHeaders } from "./authenticate.ts";
import type { Invoke } from "./invoke.ts";

/** What a page learns from an operation. */
export type Outcome = { ok: true; body: Record<string, unknown> } | { ok: false; status: number; error: ErrorBody };

/** How a page calls: one visit can make several calls, each with a request id of its own. */
export interface Caller {
  invoke: Invoke;
  ids: Ids;
}

/** Calls an operation for somebody at a page. */
export async function callFromPage(
  siteOf: SiteOf<Caller>,
  request: FastifyRequest,
  operation: OperationId,
  input: unknown,
  { credentials = {}, idempotencyKey }: { credentials?: CredentialHeaders; idempotencyKey?: string | undefined } = {},
): Promise<Outcome> {
  const { invoke, ids } = siteOf(request.raw);
  const answer = await invoke({
    operation,
    input,
    credentials,
    idempotencyKey,
    requestId: ids("request"),
    ip: request.ip,
    method: request.method,
    path: request.url,
  });
  // The gateway wrote it.
  const body = JSON.parse(answer.body) as Record<string, unknown>;
  return answer.status < 400
    ? { ok: true, body }
    : { ok: false, status: answer.status, error: body["error"] as ErrorBody };
}
