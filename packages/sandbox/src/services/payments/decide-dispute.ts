import type { Context } from "../../platform/context.ts";
import { scheduleVerb, unscheduleVerb } from "../../platform/queue/verb-job.ts";
import { recordEvent } from "../activity/index.ts";
import { changeBalance } from "../balance/index.ts";
import { dropTransition, readSettings } from "../settings/index.ts";
import { disputeTransitions, type DisputeCommand } from "./dispute-state.ts";
import { nextDisputeStatus, parseEvidence, saveDispute } from "./dispute.ts";
import { decideDisputeJob, expireDisputeJob } from "./jobs.ts";
import { withdraw } from "./open-dispute.ts";
import { getChargeRow } from "./charge.ts";
import { availableOnOf } from "./refund.ts";
import { disputes } from "./store.ts";
import type { DisputeRow } from "./tables.ts";

/**
 * What the bank makes of the evidence, by the words that Stripe's test mode knows
 * (https://docs.stripe.com/testing#evidence); without them it never decides.
 */
const verdicts: Record<string, Extract<DisputeCommand, "win" | "lose" | "escalate">> = {
  winning_evidence: "win",
  losing_evidence: "lose",
  escalate_inquiry_evidence: "escalate",
};

/** What the bank decides on such evidence; undefined when it does not. */
export function verdictOf({ evidence, status }: DisputeRow): DisputeCommand | undefined {
  const words = Object.values(parseEvidence(evidence)).map((text) => text.trim());
  const verdict = words.map((word) => (Object.hasOwn(verdicts, word) ? verdicts[word] : undefined)).find(Boolean);
  return verdict && disputeTransitions[status][verdict] ? verdict : undefined;
}

/** The bank decides: the money comes back to the winner, an inquiry that convinces nobody becomes a dispute. */
export async function decideDispute(ctx: Context, id: string): Promise<void> {
  const row = await ctx.tx.first(disputes.find, { id, realm: ctx.principal.realm });
  const verdict = row && verdictOf(row);
  if (!row || !verdict) return;
  const decided = { ...row, status: nextDisputeStatus(ctx, row, verdict) };
  if (decided.status === "needs_response") return escalate(ctx, decided);
  if (decided.status !== "won") await saveDispute(ctx, decided);
  else await recordEvent(ctx, "dispute.funds_reinstated", await saveDispute(ctx, await reinstate(ctx, decided)));
}

/** An inquiry becomes a dispute of what was not refunded meanwhile, and ends where all was. */
async function escalate(ctx: Context, row: DisputeRow): Promise<void> {
  const { amount_captured: captured, amount_refunded: refunded } = await getChargeRow(ctx, row.charge);
  const amount = Math.min(row.amount, captured - refunded);
  if (amount === 0) {
    await saveDispute(ctx, { ...row, status: "warning_closed" });
    return;
  }
  const { dispute_response_s: response } = await readSettings(ctx);
  // It begins anew: other evidence is needed, and there is time for it.
  const escalated = { ...row, amount, evidence: "{}", submission_count: 0, due_by: ctx.now + response };
  await recordEvent(ctx, "dispute.funds_withdrawn", await saveDispute(ctx, await withdraw(ctx, escalated)));
  await scheduleVerb(ctx, expireDisputeJob, row.id, escalated.due_by);
}

async function reinstate(ctx: Context, row: DisputeRow): Promise<DisputeRow> {
  const { id } = await changeBalance(ctx, {
    type: "adjustment",
    movement: "dispute_won",
    source: row.id,
    currency: row.currency,
    amount: row.amount,
    description: `Won dispute of ${row.charge}`,
    availableOn: await availableOnOf(ctx, await getChargeRow(ctx, row.charge)),
  });
  return { ...row, reinstatement: id };
}

/** The time for evidence has ended: the dispute is lost, an inquiry just ends. */
export async function expireDispute(ctx: Context, id: string): Promise<void> {
  const row = await ctx.tx.first(disputes.find, { id, realm: ctx.principal.realm });
  const next = row && disputeTransitions[row.status].expire;
  if (row && next) await saveDispute(ctx, { ...row, status: next });
}

/** Takes the jobs of a dispute back that is over. */
export async function dropDisputeJobs(ctx: Context, id: string): Promise<void> {
  await dropTransition(ctx, decideDisputeJob, id);
  await unscheduleVerb(ctx, expireDisputeJob, id);
}
