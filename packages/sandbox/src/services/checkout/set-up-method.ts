import type { CheckoutSession, PaymentMethodType } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { getInvoice } from "../billing/index.ts";
import { confirmSetupIntent, createSetupIntent, getSetupIntent, updateSetupIntent } from "../payments/index.ts";
import { completeSession } from "./complete-session.ts";
import { customerOf, withDetails, type Paying } from "./payer.ts";
import { pageUrl, saveSession, toSession } from "./session.ts";
import { sessionTransitions } from "./session-state.ts";
import { sessionsOfSetup } from "./store.ts";
import { subscribe } from "./subscribe.ts";
import type { SessionRow } from "./tables.ts";

/** Tries once to keep the method of a payer who has nothing to pay now. A decline is kept and returned. */
export async function setUpMethod(
  ctx: Context,
  row: SessionRow,
  paying: Paying,
): Promise<CheckoutSession | DomainError> {
  const { session, setup } = await withSetup(ctx, row, paying);
  const result = await confirmSetupIntent(ctx, {
    id: setup,
    ...(paying.payment_method !== undefined && { payment_method: paying.payment_method }),
    ...(paying.payment_method_data !== undefined && { payment_method_data: paying.payment_method_data }),
    return_url: pageUrl(ctx, row),
  });
  if (result instanceof DomainError) return result;
  return result.status === "succeeded" ? goOn(ctx, session, result.payment_method) : toSession(ctx, session);
}

/** Follows a setup that went on after an authentication. It can be told the same thing again and does nothing then. */
export async function followSetup(ctx: Context, setupIntent: string): Promise<void> {
  const row = await ctx.tx.first(sessionsOfSetup, { realm: ctx.principal.realm, setup_intent: setupIntent });
  if (!row || sessionTransitions[row.status].complete === null) return;
  const { status, payment_method: method } = await getSetupIntent(ctx, { id: setupIntent });
  if (status === "succeeded") await goOn(ctx, row, method);
}

/** What a session is for, once its method is set up. */
async function goOn(ctx: Context, row: SessionRow, method: string | null): Promise<CheckoutSession> {
  if (row.mode === "setup") return completeSession(ctx, row, "no_payment_required");
  const begun = await subscribe(ctx, row, method === null ? {} : { default_payment_method: method });
  const { amount_due: due, status } = await getInvoice(ctx, { id: begun.invoice ?? "" });
  const session = { ...begun, amount_total: due };
  if (due === 0) return completeSession(ctx, session, "no_payment_required");
  // What was to cover it is gone meanwhile.
  return completeSession(ctx, session, status === "paid" ? "paid" : "unpaid");
}

/** The session with its setup intent: the one that it was opened with, or that the first try has made. */
async function withSetup(
  ctx: Context,
  row: SessionRow,
  paying: Paying,
): Promise<{ session: SessionRow; setup: string }> {
  const { known, details } = await withDetails(ctx, row, paying);
  const customer = await customerOf(ctx, row, details);
  if (row.setup_intent !== null) {
    if (customer !== null && row.customer === null) {
      await updateSetupIntent(ctx, { id: row.setup_intent, customer });
    }
    const session = { ...known, customer };
    await saveSession(ctx, session);
    return { session, setup: row.setup_intent };
  }
  const intent = await createSetupIntent(ctx, {
    ...(customer !== null && { customer }),
    payment_method_types: JSON.parse(row.payment_method_types) as PaymentMethodType[],
    usage: "off_session",
  });
  if (intent instanceof DomainError) throw intent;
  const session = { ...known, customer, setup_intent: intent.id };
  await saveSession(ctx, session);
  return { session, setup: intent.id };
}
