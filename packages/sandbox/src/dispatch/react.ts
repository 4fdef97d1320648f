import type { Context, Platform } from "../platform/context.ts";
import type { Database, Transaction } from "../platform/db/database.ts";
import type { UnreadRow } from "../platform/outbox/tables.ts";
import { parseVerbJob } from "../platform/queue/verb-job.ts";
import { findOwner } from "../services/auth/index.ts";
import * as balance from "../services/balance/index.ts";
import * as billing from "../services/billing/index.ts";
import * as checkout from "../services/checkout/index.ts";
import * as payments from "../services/payments/index.ts";
import * as customers from "../services/customers/index.ts";
import { dailyPayoutJob } from "../services/settings/index.ts";
import { inTimeOf } from "./time-of.ts";

/** Does what is due to one resource; it does nothing where the resource has moved on. */
type TimedVerb = (ctx: Context, id: string) => Promise<void>;

/** Which verb does which job. */
export const timedVerbs: Readonly<Record<string, TimedVerb>> = {
  [balance.settleBalanceJob]: balance.settleBalance,
  [balance.advancePayoutJob]: balance.advancePayout,
  [balance.settleTopupJob]: balance.settleTopup,
  [dailyPayoutJob]: balance.payOutDaily,
  [customers.expireClockJob]: billing.expireTestClock,
  [payments.settlePaymentJob]: payments.settlePaymentIntent,
  [payments.expireAuthorizationJob]: payments.expireAuthorization,
  [payments.settleRefundJob]: payments.settleRefund,
  [payments.openDisputeJob]: payments.openInstrumentDispute,
  [payments.decideDisputeJob]: payments.decideDispute,
  [payments.expireDisputeJob]: payments.expireDispute,
  [billing.advanceInvoiceJob]: billing.advanceInvoice,
  [billing.recogniseRevenueJob]: billing.recogniseRevenue,
  [billing.expireQuoteJob]: billing.expireQuote,
  [billing.overdueInvoiceJob]: billing.remindOfInvoice,
  [billing.advanceSubscriptionJob]: billing.advanceSubscription,
  [billing.startScheduleJob]: billing.startSchedule,
  [billing.expireScheduleJob]: billing.tellExpiring,
  [checkout.expireSessionJob]: checkout.expireDueSession,
};

/** Which verb is due, and to what. */
export interface DueVerb {
  kind: string;
  reference: string;
}

/**
 * Runs verbs whose time has come, in their order: their work and the end of their jobs are one transaction. `takeOff` ends a
 * job, and says whether it was still there.
 */
export function runTimedVerbs(
  db: Database,
  platform: Platform,
  due: readonly DueVerb[],
  takeOff: (tx: Transaction, due: DueVerb) => Promise<boolean>,
): Promise<void> {
  return db.transaction(async (tx) => {
    for (const job of due) {
      const verb = timedVerbs[job.kind];
      if (!verb) throw new Error(`No verb for jobs of kind ${job.kind}.`);
      // First, so that a verb can schedule itself again.
      if (!(await takeOff(tx, job))) continue;
      const { realm, id } = parseVerbJob(job.reference);
      platform.outbox.nextStep(tx);
      await verb(await inTimeOf(await sandboxContext(tx, platform, realm), [id]), id);
    }
  });
}

/** Does what follows from an event, in the transaction that marks it as read. */
export async function react(tx: Transaction, platform: Platform, record: UnreadRow): Promise<void> {
  const bySessions = checkout.followedEvents.find((type) => type === record.type);
  const bySetups = record.type === "setup_intent.succeeded";
  if (!bySessions && !bySetups) return;
  const ctx = await inTimeOf(await sandboxContext(tx, platform, record.realm), [record.subject]);
  platform.outbox.nextStep(tx);
  if (bySetups) {
    await billing.followSetup(ctx, record.subject);
    return checkout.followSetup(ctx, record.subject);
  }
  const byInvoices = billing.followedEvents.find((type) => type === record.type);
  if (byInvoices) await billing.followInvoicePayment(ctx, byInvoices, record.subject);
  if (bySessions) await checkout.followPayment(ctx, bySessions, record.subject);
}

/** The sandbox itself, acting in somebody's account and mode. */
export async function sandboxContext(tx: Transaction, platform: Platform, realm: number): Promise<Context> {
  const { account, mode } = await findOwner(tx, realm);
  return {
    tx,
    platform,
    principal: { account, mode, realm, credential: null, kind: "sandbox", user: null, scopes: null },
    now: platform.clock.seconds(),
    timeline: null,
    request: { id: null, idempotencyKey: null },
  };
}
