import { paymentIntentStatuses, type PaymentIntentStatus } from "@micro/sdk/contract";

/** What can be asked of a payment intent, or can happen to it. */
export const paymentIntentCommands = [
  /** Change the amount, the method or another of its terms. */
  "update",
  /** Change what is noted on it. */
  "annotate",
  /** Try once to collect. */
  "confirm",
  /** The payer passes or fails the authentication. */
  "authenticate",
  /** The money of a bank transfer arrives. */
  "fund",
  /** The bank says what came of a debit. */
  "settle",
  /** Raise what was authorised. */
  "increment",
  /** Collect what was authorised. */
  "capture",
  /** Pay back what was collected. */
  "refund",
  /** Give it up. */
  "cancel",
  /** The authorisation is too old to be captured. */
  "expire",
] as const;
/** What can be asked of a payment intent, or can happen to it. */
export type PaymentIntentCommand = (typeof paymentIntentCommands)[number];

/** How a command can end. A command that has one way to end calls it `done`. */
export const paymentIntentOutcomes = [
  "approved",
  "authorized",
  "declined",
  "challenged",
  "processing",
  "method_chosen",
  "done",
] as const;
/** How a command can end. */
export type PaymentIntentOutcome = (typeof paymentIntentOutcomes)[number];

type Cell = Partial<Record<PaymentIntentOutcome, PaymentIntentStatus>> | null;
type Row = Record<PaymentIntentCommand, Cell>;

const nothing: Row = {
  update: null,
  annotate: null,
  confirm: null,
  authenticate: null,
  fund: null,
  settle: null,
  increment: null,
  capture: null,
  refund: null,
  cancel: null,
  expire: null,
};
const attempt = {
  approved: "succeeded",
  authorized: "requires_capture",
  declined: "requires_payment_method",
  challenged: "requires_action",
  processing: "processing",
} as const;
const challenge = {
  approved: "succeeded",
  authorized: "requires_capture",
  declined: "requires_payment_method",
  // It waits to be confirmed again.
  done: "requires_confirmation",
} as const;
const giveUp = { done: "canceled" } as const;

/** Every status with every command: what comes of it, or null where the command is refused. */
export const paymentIntentTransitions: Record<PaymentIntentStatus, Row> = {
  requires_payment_method: {
    ...nothing,
    update: { done: "requires_payment_method", method_chosen: "requires_confirmation" },
    annotate: { done: "requires_payment_method" },
    confirm: attempt,
    cancel: giveUp,
  },
  requires_confirmation: {
    ...nothing,
    update: { done: "requires_confirmation", method_chosen: "requires_confirmation" },
    annotate: { done: "requires_confirmation" },
    confirm: attempt,
    cancel: giveUp,
  },
  requires_action: {
    ...nothing,
    // Other terms need another confirmation.
    update: { done: "requires_confirmation", method_chosen: "requires_confirmation" },
    annotate: { done: "requires_action" },
    confirm: attempt,
    authenticate: challenge,
    fund: { approved: "succeeded" },
    cancel: giveUp,
  },
  processing: {
    ...nothing,
    annotate: { done: "processing" },
    settle: { approved: "succeeded", declined: "requires_payment_method" },
  },
  requires_capture: {
    ...nothing,
    annotate: { done: "requires_capture" },
    increment: { done: "requires_capture" },
    capture: { done: "succeeded" },
    cancel: giveUp,
    expire: giveUp,
  },
  succeeded: { ...nothing, annotate: { done: "succeeded" }, refund: { done: "succeeded" } },
  canceled: { ...nothing, annotate: { done: "canceled" } },
};

/** The statuses in which a command is allowed. */
export function statusesThatAllow(command: PaymentIntentCommand): PaymentIntentStatus[] {
  return paymentIntentStatuses.filter((status) => paymentIntentTransitions[status][command] !== null);
}

/** The status after a command's outcome; undefined where the command is refused. */
export function nextStatus(
  status: PaymentIntentStatus,
  command: PaymentIntentCommand,
  outcome: PaymentIntentOutcome,
): PaymentIntentStatus | undefined {
  return paymentIntentTransitions[status][command]?.[outcome];
}

/** Whether no command leads to another status. */
export function isTerminal(status: PaymentIntentStatus): boolean {
  return paymentIntentCommands.every((command) => {
    const outcomes = paymentIntentTransitions[status][command];
    return outcomes === null || Object.values(outcomes).every((next) => next === status);
  });
}

/** Whether something is authorised that can be captured. */
export const isCapturable = (status: PaymentIntentStatus) => paymentIntentTransitions[status].capture !== null;

/** Whether something was collected that can be refunded. */
export const isRefundable = (status: PaymentIntentStatus) => paymentIntentTransitions[status].refund !== null;
