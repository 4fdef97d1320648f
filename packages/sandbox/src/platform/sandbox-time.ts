import type { AnonymousContext } from "./context.ts";

/**
 * The same call in the time of the sandbox: for what belongs to the account as a whole, such as its events, its balance and
 * its ledger, whose order in time nobody's own clock may disturb.
 */
export function inSandboxTime<C extends AnonymousContext>(ctx: C): C {
  return ctx.timeline === null ? ctx : { ...ctx, timeline: null, now: ctx.platform.clock.seconds() };
}
