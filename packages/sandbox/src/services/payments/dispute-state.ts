import type { DisputeStatus } from "@micro/sdk/contract";

/**
 * What can happen to a dispute: evidence is added or submitted, the merchant accepts it, the time for evidence ends, the
 * bank decides for the merchant (`win`) or the payer (`lose`), and an inquiry becomes a dispute.
 */
export const disputeCommands = ["add_evidence", "submit", "accept", "expire", "win", "lose", "escalate"] as const;
export type DisputeCommand = (typeof disputeCommands)[number];

const closed = {
  add_evidence: null,
  submit: null,
  accept: null,
  expire: null,
  win: null,
  lose: null,
  escalate: null,
} as const;

/** Every status with every command: what comes of it, or null where the command is refused. */
export const disputeTransitions: Record<DisputeStatus, Record<DisputeCommand, DisputeStatus | null>> = {
  warning_needs_response: {
    ...closed,
    add_evidence: "warning_needs_response",
    submit: "warning_under_review",
    accept: "warning_closed",
    expire: "warning_closed",
    escalate: "needs_response",
  },
  warning_under_review: { ...closed, win: "warning_closed", lose: "needs_response", escalate: "needs_response" },
  warning_closed: closed,
  needs_response: {
    ...closed,
    add_evidence: "needs_response",
    submit: "under_review",
    accept: "lost",
    expire: "lost",
  },
  under_review: { ...closed, win: "won", lose: "lost" },
  won: closed,
  lost: closed,
};

/** Whether the payer's bank holds the money in such a status. */
export const withholds: Record<DisputeStatus, boolean> = {
  warning_needs_response: false,
  warning_under_review: false,
  warning_closed: false,
  needs_response: true,
  under_review: true,
  won: false,
  lost: true,
};

/** Whether nothing more can happen. */
export const isClosed = (status: DisputeStatus) =>
  disputeCommands.every((command) => disputeTransitions[status][command] === null);
