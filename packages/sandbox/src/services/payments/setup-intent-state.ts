import { setupIntentStatuses, type SetupIntentStatus } from "@micro/sdk/contract";

/** What can be asked of a setup intent. */
export const setupIntentCommands = ["update", "confirm", "authenticate", "cancel"] as const;
export type SetupIntentCommand = (typeof setupIntentCommands)[number];
export type SetupIntentOutcome = "approved" | "declined" | "challenged" | "method_chosen" | "done";

type Row = Record<SetupIntentCommand, Partial<Record<SetupIntentOutcome, SetupIntentStatus>> | null>;

const nothing: Row = { update: null, confirm: null, authenticate: null, cancel: null };
const attempt = {
  approved: "succeeded",
  declined: "requires_payment_method",
  challenged: "requires_action",
} as const;
const challenge = { approved: "succeeded", declined: "requires_payment_method" } as const;
const giveUp = { done: "canceled" } as const;

/** Every status with every command: what comes of it, or null where the command is refused. */
export const setupIntentTransitions: Record<SetupIntentStatus, Row> = {
  requires_payment_method: {
    ...nothing,
    update: { done: "requires_payment_method", method_chosen: "requires_confirmation" },
    confirm: attempt,
    cancel: giveUp,
  },
  requires_confirmation: {
    ...nothing,
    update: { done: "requires_confirmation", method_chosen: "requires_confirmation" },
    confirm: attempt,
    cancel: giveUp,
  },
  requires_action: {
    update: { done: "requires_confirmation", method_chosen: "requires_confirmation" },
    confirm: attempt,
    authenticate: challenge,
    cancel: giveUp,
  },
  succeeded: nothing,
  canceled: nothing,
};

/** The statuses in which a command is allowed. */
export function setupStatusesThatAllow(command: SetupIntentCommand): SetupIntentStatus[] {
  return setupIntentStatuses.filter((status) => setupIntentTransitions[status][command] !== null);
}
