import type { SubscriptionScheduleStatus } from "@micro/sdk/contract";

/** What can be asked of a schedule, or can happen to it. */
export const scheduleCommands = ["update", "start", "complete", "release", "cancel"] as const;
/** What can be asked of a schedule, or can happen to it. */
export type ScheduleCommand = (typeof scheduleCommands)[number];

type Row = Record<ScheduleCommand, SubscriptionScheduleStatus | null>;

const ended: Row = { update: null, start: null, complete: null, release: null, cancel: null };

/** Every status with every command: what comes of it, or null where the command is refused. */
export const scheduleTransitions: Record<SubscriptionScheduleStatus, Row> = {
  not_started: {
    update: "not_started",
    start: "active",
    complete: null,
    release: "released",
    cancel: "canceled",
  },
  active: { update: "active", start: null, complete: "completed", release: "released", cancel: "canceled" },
  completed: ended,
  released: ended,
  canceled: ended,
};
