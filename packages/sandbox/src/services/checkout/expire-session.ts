import type { CheckoutSession } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { unscheduleVerb } from "../../platform/queue/verb-job.ts";
import { voidInvoice } from "../billing/index.ts";
import { cancelPaymentIntent, cancelSetupIntent } from "../payments/index.ts";
import { expireSessionJob, getSessionRow, nextSessionStatus, saveSession } from "./session.ts";
import { sessionTransitions } from "./session-state.ts";
import { sessions } from "./store.ts";
import type { SessionRow } from "./tables.ts";

const abandoned = { cancellation_reason: "abandoned" } as const;

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
  const { invoice, payment_intent: intent, setup_intent: setup } = row;
  // With its first invoice a subscription lapses, and the intent of the invoice is canceled.
  if (invoice !== null) await unlessRefused(ctx, () => voidInvoice(ctx, { id: invoice }));
  else if (intent !== null) await unlessRefused(ctx, () => cancelPaymentIntent(ctx, { id: intent, ...abandoned }));
  if (setup !== null) await unlessRefused(ctx, () => cancelSetupIntent(ctx, { id: setup, ...abandoned }));
  return saveSession(ctx, { ...row, status }, "checkout.session.expired");
}

/** What a session that is over has made is taken back, unless it was already or cannot be. */
async function unlessRefused({ tx }: Context, takeBack: () => Promise<unknown>): Promise<void> {
  try {
    await tx.savepoint(takeBack);
  } catch (cause) {
    if (!(cause instanceof DomainError)) throw cause;
  }
}
