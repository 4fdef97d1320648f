import type { QuoteStatus } from "@micro/sdk/contract";

/** What can be asked of a quote, or can happen to it. */
export const quoteCommands = [
  /** Change its lines or its terms. */
  "edit",
  /** Number it: it can be accepted from now on. */
  "finalize",
  /** Make it an invoice or a subscription. */
  "accept",
  /** Take it back, or let it expire. */
  "cancel",
] as const;
/** What can be asked of a quote, or can happen to it. */
export type QuoteCommand = (typeof quoteCommands)[number];

/** Every status with every command: what comes of it, or null where the command is refused. */
export const quoteTransitions: Record<QuoteStatus, Record<QuoteCommand, QuoteStatus | null>> = {
  draft: { edit: "draft", finalize: "open", accept: null, cancel: "canceled" },
  open: { edit: null, finalize: null, accept: "accepted", cancel: "canceled" },
  accepted: { edit: null, finalize: null, accept: null, cancel: null },
  canceled: { edit: null, finalize: null, accept: null, cancel: null },
};
