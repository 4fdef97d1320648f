import type { AnyClock, Happened } from "../actions/advance-clock.ts";
import { out } from "./colours.ts";
import { summaryOf } from "./event-summary.ts";
import { instantText } from "./instant.ts";

/** What time it is by a clock, and whether it passes. */
export const clockText = (clock: AnyClock): string =>
  clock.object === "clock"
    ? `${out.bold(instantText(clock.now))} UTC  ${clock.mode === "frozen" ? "The clock stands." : "The clock runs."}`
    : `${out.bold(instantText(clock.frozen_time))} UTC  The test clock ${clock.id} stands.`;

/** One line of what happened while time passed. */
export const happenedLine = ({ at, event: { type, data } }: Happened): string =>
  [out.dim(instantText(at)), out.bold(type), summaryOf(data.object)].filter(Boolean).join("  ");
