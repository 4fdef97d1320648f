import type { CheckoutSession, InputOf, List, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { toSession } from "./session.ts";
import { sessions } from "./store.ts";

/** Lists checkout sessions. */
export function listSessions(
  ctx: Context,
  input: InputOf<Operations["checkout_sessions.list"]>,
): Promise<List<CheckoutSession>> {
  const { customer, payment_intent, payment_link, status, ...params } = input;
  return sessions.page(ctx.tx, {
    url: "/payments/checkout_sessions",
    owner: ctx.principal.realm,
    params,
    filters: { customer, payment_intent, payment_link, status },
    toResource: (row) => toSession(ctx, row),
  });
}
