import type { OperationId } from "@micro/sdk/contract";
import type { FastifyRequest } from "fastify";

import type { SiteOf } from "../../gateway/app.ts";
import { callFromPage, type Caller, type Outcome } from "../../gateway/call-from-page.ts";
import { readPageCookie } from "../../gateway/page-cookie.ts";

/** Somebody who looks: what he asks for is asked with the rights of whoever let his browser in. */
export interface Visit {
  ask(operation: OperationId, input?: unknown, idempotencyKey?: string): Promise<Outcome>;
}

/** A browser's visit. Without a good cookie every question is answered with `page_session_missing`. */
export const openVisit = (siteOf: SiteOf<Caller>, request: FastifyRequest): Visit => {
  const credentials = { pageCookie: readPageCookie(request) ?? "" };
  return {
    ask: (operation, input = {}, idempotencyKey) =>
      callFromPage(siteOf, request, operation, input, { credentials, idempotencyKey }),
  };
};
