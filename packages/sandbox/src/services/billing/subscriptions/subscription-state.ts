import type { SubscriptionStatus } from "@micro/sdk/contract";

/** What can be asked of a subscription, or can happen to it. */
export const subscriptionCommands = [
  /** Change what is noted on it, or how it is paid. */
  "annotate",
  /** Change its items, its periods, or when it ends. */
  "edit",
  /** End it. */
  "cancel",
  /** Stop it for a while. */
  "pause",
  /** Let it go on. */
  "resume",
  /** Its trial is over. */
  "end_trial",
  /** A period is over, and the next one begins. */
  "renew",
  /** What its trial begins with is paid. */
  "begin_trial",
  /** What it was last billed is paid, or need not be paid any more. */
  "collect",
  /** What it was last billed could not be paid. */
  "fall_behind",
  /** Nobody tries any more. */
  "give_up",
  /** Its first invoice was not paid in time. */
  "expire",
] as const;
/** What can be asked of a subscription, or can happen to it. */
export type SubscriptionCommand = (typeof subscriptionCommands)[number];

type Row = Record<SubscriptionCommand, SubscriptionStatus | null>;

const ended = (status: SubscriptionStatus): Row => ({
  annotate: status,
  edit: null,
  cancel: null,
  pause: null,
  resume: null,
  end_trial: null,
  renew: null,
  begin_trial: null,
  collect: null,
  fall_behind: null,
  give_up: null,
  expire: null,
});

/** Every status with every command: what comes of it, or null where the command is refused or means nothing. */
export const subscriptionTransitions: Record<SubscriptionStatus, Row> = {
  incomplete: {
    annotate: "incomplete",
    edit: null,
    cancel: "canceled",
    pause: null,
    resume: null,
    end_trial: null,
    renew: null,
    begin_trial: "trialing",
    collect: "active",
    fall_behind: null,
    give_up: null,
    expire: "incomplete_expired",
  },
  incomplete_expired: ended("incomplete_expired"),
  trialing: {
    annotate: "trialing",
    edit: "trialing",
    cancel: "canceled",
    pause: "paused",
    resume: null,
    end_trial: "active",
    renew: null,
    begin_trial: null,
    collect: null,
    fall_behind: null,
    give_up: null,
    expire: null,
  },
  active: {
    annotate: "active",
    edit: "active",
    cancel: "canceled",
    pause: "paused",
    resume: null,
    end_trial: null,
    renew: "active",
    begin_trial: null,
    collect: null,
    fall_behind: "past_due",
    give_up: "unpaid",
    expire: null,
  },
  past_due: {
    annotate: "past_due",
    edit: "past_due",
    cancel: "canceled",
    pause: "paused",
    resume: null,
    end_trial: null,
    renew: "past_due",
    begin_trial: null,
    collect: "active",
    fall_behind: null,
    give_up: "unpaid",
    expire: null,
  },
  unpaid: {
    annotate: "unpaid",
    edit: "unpaid",
    cancel: "canceled",
    pause: null,
    resume: null,
    end_trial: null,
    renew: "unpaid",
    begin_trial: null,
    collect: "active",
    fall_behind: null,
    give_up: null,
    expire: null,
  },
  paused: {
    annotate: "paused",
    edit: "paused",
    cancel: "canceled",
    pause: null,
    resume: "active",
    end_trial: null,
    renew: null,
    begin_trial: null,
    collect: null,
    fall_behind: null,
    give_up: null,
    expire: null,
  },
  canceled: ended("canceled"),
};
