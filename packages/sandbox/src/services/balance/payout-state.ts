import type { PayoutStatus } from "@micro/sdk/contract";

/** What can happen to a payout: it is sent on, it arrives, the bank refuses it, or it is taken back, before or after that. */
export const payoutCommands = ["send", "arrive", "fail", "cancel", "reverse"] as const;
export type PayoutCommand = (typeof payoutCommands)[number];

/** Every status with every command: what comes of it, or null where the command is refused. */
export const payoutTransitions: Record<PayoutStatus, Record<PayoutCommand, PayoutStatus | null>> = {
  pending: { send: "in_transit", arrive: null, fail: null, cancel: "canceled", reverse: null },
  in_transit: { send: null, arrive: "paid", fail: "failed", cancel: null, reverse: null },
  paid: { send: null, arrive: null, fail: null, cancel: null, reverse: "paid" },
  failed: { send: null, arrive: null, fail: null, cancel: null, reverse: null },
  canceled: { send: null, arrive: null, fail: null, cancel: null, reverse: null },
};
