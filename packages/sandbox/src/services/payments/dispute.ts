import type { Dispute } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { commandRefused, resourceMissing } from "../../platform/errors.ts";
import { recordEvent } from "../activity/index.ts";
import { disputeTransitions, isClosed, withholds, type DisputeCommand } from "./dispute-state.ts";
import { disputes } from "./store.ts";
import type { DisputeRow } from "./tables.ts";

/** The dispute as the API shows it. */
export function toDispute({ principal }: Pick<Context, "principal">, row: Omit<DisputeRow, "n">): Dispute {
  const evidence = parseEvidence(row.evidence);
  return {
    id: row.id,
    object: "dispute",
    amount: row.amount,
    balance_transactions: [row.withdrawal, row.reinstatement].filter((id) => id !== null),
    charge: row.charge,
    created: row.created,
    currency: row.currency,
    evidence,
    evidence_details: {
      due_by: isClosed(row.status) ? null : row.due_by,
      has_evidence: Object.keys(evidence).length > 0,
      // Nothing can be submitted any more once the time for it is over.
      past_due: false,
      submission_count: row.submission_count,
    },
    is_charge_refundable: !withholds[row.status],
    livemode: principal.mode === "live",
    metadata: JSON.parse(row.metadata) as Dispute["metadata"],
    payment_intent: row.payment_intent,
    reason: row.reason,
    status: row.status,
  };
}

/** The evidence that was stored as JSON, by field. */
export const parseEvidence = (text: string) => JSON.parse(text) as Record<string, string>;

/** Reads a dispute, or throws. */
export async function getDisputeRow({ tx, principal }: Context, id: string): Promise<DisputeRow> {
  const row = await tx.first(disputes.find, { id, realm: principal.realm });
  if (!row) throw resourceMissing("dispute", id);
  return row;
}

/** The status that a command leads to; throws where it is refused. */
export function nextDisputeStatus(ctx: Context, row: DisputeRow, command: DisputeCommand): DisputeRow["status"] {
  const next = disputeTransitions[row.status][command];
  if (next) return next;
  throw commandRefused("dispute", row, command, { dispute: toDispute(ctx, row) });
}

/** Writes a changed dispute and tells of it: as closed when nothing more can happen. */
export async function saveDispute(ctx: Context, row: DisputeRow): Promise<Dispute> {
  await ctx.tx.run(disputes.update, row);
  const dispute = toDispute(ctx, row);
  await recordEvent(ctx, isClosed(row.status) ? "dispute.closed" : "dispute.updated", dispute);
  return dispute;
}
