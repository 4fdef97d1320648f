import type { CheckoutSessionStatus } from "@micro/sdk/contract";

/** What can happen to a checkout session: it is paid, or its time ends. */
export const sessionCommands = ["pay", "complete", "expire"] as const;
export type SessionCommand = (typeof sessionCommands)[number];

/** Every status with every command: what comes of it, or null where the command is refused. */
export const sessionTransitions: Record<CheckoutSessionStatus, Record<SessionCommand, CheckoutSessionStatus | null>> = {
  // A try that fails leaves it open.
  open: { pay: "open", complete: "complete", expire: "expired" },
  complete: { pay: null, complete: null, expire: null },
  expired: { pay: null, complete: null, expire: null },
};
