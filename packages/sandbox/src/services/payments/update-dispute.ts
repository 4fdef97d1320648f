import type { Dispute, InputOf, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { mergeMetadata } from "../../platform/metadata.ts";
import { unscheduleVerb } from "../../platform/queue/verb-job.ts";
import { recordEvent } from "../activity/index.ts";
import { readSettings, scheduleTransition } from "../settings/index.ts";
import { verdictOf } from "./decide-dispute.ts";
import { getDisputeRow, nextDisputeStatus, parseEvidence, saveDispute, toDispute } from "./dispute.ts";
import { decideDisputeJob, expireDisputeJob } from "./jobs.ts";
import { disputes } from "./store.ts";

/** Adds evidence to a dispute; with `submit` it goes to the bank, once. */
export async function updateDispute(ctx: Context, input: InputOf<Operations["disputes.update"]>): Promise<Dispute> {
  const row = await getDisputeRow(ctx, input.id);
  const noted = { ...row, metadata: mergeMetadata(row.metadata, input.metadata) };
  if (input.evidence === undefined && !input.submit) {
    await ctx.tx.run(disputes.update, noted);
    const dispute = toDispute(ctx, noted);
    await recordEvent(ctx, "dispute.updated", dispute);
    return dispute;
  }
  const status = nextDisputeStatus(ctx, row, input.submit ? "submit" : "add_evidence");
  const evidence = { ...parseEvidence(row.evidence), ...input.evidence };
  const known = Object.fromEntries(Object.entries(evidence).filter(([, text]) => text !== ""));
  const changed = {
    ...noted,
    status,
    evidence: JSON.stringify(known),
    submission_count: row.submission_count + (input.submit ? 1 : 0),
  };
  const dispute = await saveDispute(ctx, changed);
  if (input.submit) {
    await unscheduleVerb(ctx, expireDisputeJob, row.id);
    if (verdictOf(changed)) {
      const { dispute_decision_delay_s: delay } = await readSettings(ctx);
      await scheduleTransition(ctx, { type: "dispute", job: decideDisputeJob, id: row.id, at: ctx.now + delay });
    }
  }
  return dispute;
}
