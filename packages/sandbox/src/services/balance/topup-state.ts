import type { TopupStatus } from "@micro/sdk/contract";

/** What can happen to a top-up: it arrives, the bank refuses it, or it is taken back. */
export const topupCommands = ["arrive", "fail", "cancel"] as const;
export type TopupCommand = (typeof topupCommands)[number];

/** Every status with every command: what comes of it, or null where the command is refused. */
export const topupTransitions: Record<TopupStatus, Record<TopupCommand, TopupStatus | null>> = {
  pending: { arrive: "succeeded", fail: "failed", cancel: "canceled" },
  succeeded: { arrive: null, fail: null, cancel: null },
  failed: { arrive: null, fail: null, cancel: null },
  canceled: { arrive: null, fail: null, cancel: null },
};
