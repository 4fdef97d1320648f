import type { RefundStatus } from "@micro/sdk/contract";

/** What can happen to a refund: the bank pays it, or sends it back, or it is taken back. */
export const refundCommands = ["settle", "fail", "cancel"] as const;
export type RefundCommand = (typeof refundCommands)[number];

/** Every status with every command: what comes of it, or null where the command is refused. */
export const refundTransitions: Record<RefundStatus, Record<RefundCommand, RefundStatus | null>> = {
  pending: { settle: "succeeded", fail: "failed", cancel: "canceled" },
  // A bank may send a refund back that it had taken.
  succeeded: { settle: null, fail: "failed", cancel: null },
  failed: { settle: null, fail: null, cancel: null },
  canceled: { settle: null, fail: null, cancel: null },
};

/** Whether the money of such a refund has left; it has come back from the others. */
export const countsAsRefunded: Record<RefundStatus, boolean> = {
  pending: true,
  succeeded: true,
  failed: false,
  canceled: false,
};
