import type { AnonymousContext } from "./context.ts";

/**
 * The same call by the sandbox's clock: for what belongs to the account as a whole, such as its events, its balance and its
 * ledger, which no customer's test clock may put out of order.
 */
export function inSandboxTime<C extends AnonymousContext>(ctx: C): C {
  return ctx.timeline === null ? ctx : { ...ctx, timeline: null, now: ctx.platform.clock.seconds() };
}
