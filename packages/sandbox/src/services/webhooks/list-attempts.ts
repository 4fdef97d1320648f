import type { Attempt, InputOf, List, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { toAttempt } from "./delivery.ts";
import { attemptPage } from "./store.ts";

/** Lists attempts: what was sent, and what came back. */
export function listAttempts(
  { tx, principal }: Context,
  input: InputOf<Operations["webhook_attempts.list"]>,
): Promise<List<Attempt>> {
  const { event, delivery, ...params } = input;
  return attemptPage(tx, {
    url: "/webhooks/attempts",
    owner: principal.realm,
    params,
    filters: { event, delivery },
    toResource: toAttempt,
  });
}
