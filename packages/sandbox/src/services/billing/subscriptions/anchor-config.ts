import type { InputOf, Operations, Subscription } from "@micro/sdk/contract";

import { periodAt, type Cycle } from "./calendar.ts";
import { addMonths } from "./months.ts";

/** The day, and perhaps the month and the time, that periods begin at. */
type Config = NonNullable<InputOf<Operations["subscriptions.create"]>["billing_cycle_anchor_config"]>;

/** The same with null where nothing was said. */
export const wholeConfig = ({ day_of_month: day, ...rest }: Config): Subscription["billing_cycle_anchor_config"] => ({
  day_of_month: day,
  hour: rest.hour ?? null,
  minute: rest.minute ?? null,
  month: rest.month ?? null,
  second: rest.second ?? null,
});

/**
 * The first boundary after an instant of periods that one begins of at a day and a time, by UTC: a month that is too short has
 * the day as its last. What is not said is as at that instant.
 */
export function nextAnchor({ anchor: now, ...cycle }: Cycle, config: Config): number {
  const from = new Date(now * 1000);
  const time = new Date(now * 1000).setUTCHours(
    config.hour ?? from.getUTCHours(),
    config.minute ?? from.getUTCMinutes(),
    config.second ?? from.getUTCSeconds(),
  );
  // Counted from a day that every month has.
  const january = addMonths(Math.floor(time / 1000), -from.getUTCMonth(), 1);
  const { day_of_month: day, month = from.getUTCMonth() + 1 } = config;
  const interval = config.month === undefined ? "month" : "year";
  const next = periodAt({ anchor: addMonths(january, month - 1, day), day, interval, interval_count: 1 }, now).end;
  return periodAt({ ...cycle, anchor: next, day }, now).end;
}
