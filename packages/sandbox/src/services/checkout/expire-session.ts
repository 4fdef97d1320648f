import type { CheckoutSession } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { unscheduleVerb } from "../../platform/queue/verb-job.ts";
import { cancelPaymentIntent } from "../payments/index.ts";
import { expireSessionJob, getSessionRow, nextSessionStatus, saveSession } from "./session.ts";
import { sessionTransitions } from "./session-state.ts";
import { sessions } from "./store.ts";
import type { SessionRow } from "./tables.ts";

/** Ends an open session: its page takes no more payments. */
export async function expireSession(ctx: Context, { id }: { id: string }): Promise<CheckoutSession> {
  const row = await getSessionRow(ctx, id);
  const session = await end(ctx, row);
  await unscheduleVerb(ctx, expireSessionJob, id);
  return session;
}

/** Ends a session whose time is over. */
export async function expireDueSession(ctx: Context, id: string): Promise<void> {
  const row = await ctx.tx.first(sessions.find, { id, realm: ctx.principal.realm });
  if (row && sessionTransitions[row.status].expire) await end(ctx, row);
}

async function end(ctx: Context, row: SessionRow): Promise<CheckoutSession> {
  const status = nextSessionStatus(ctx, row, "expire");
  if (row.payment_intent !== null) await giveUp(ctx, row.payment_intent);
  return saveSession(ctx, { ...row, status }, "checkout.session.expired");
}

/** The intent of a session that is over is canceled, unless it was already or cannot be. */
async function giveUp(ctx: Context, id: string): Promise<void> {
  try {
    await cancelPaymentIntent(ctx, { id, cancellation_reason: "abandoned" });
  } catch (cause) {
    if (!(cause instanceof DomainError)) throw cause;
  }
}
