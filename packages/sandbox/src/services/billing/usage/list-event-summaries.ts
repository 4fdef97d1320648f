import type { InputOf, List, MeterEventSummary, Operations } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { DomainError } from "../../../platform/errors.ts";
import { getCustomerRow } from "../../customers/index.ts";
import { getMeterRow } from "../../products/index.ts";
import { usageOf } from "./usage.ts";

type Input = InputOf<Operations["meters.event_summaries"]>;

const windowSeconds = { hour: 3600, day: 24 * 3600 } as const;
/** How many windows are shown at once. */
const windowsMax = 1000;

/** Says what a customer used between two instants, in one sum or window by window. */
export async function listEventSummaries(ctx: Context, input: Input): Promise<List<MeterEventSummary>> {
  const meter = await getMeterRow(ctx, input.id);
  const customer = await getCustomerRow(ctx, input.customer, "customer");
  const data: MeterEventSummary[] = [];
  for (const [start, end] of windowsOf(input)) {
    data.push({
      id: `mtrusg_${meter.id.slice(4)}_${customer.id.slice(4)}_${start}`,
      object: "billing.meter_event_summary",
      aggregated_value: await usageOf(ctx, { meter, customer: customer.id, start, end }),
      end_time: end,
      livemode: ctx.principal.mode === "live",
      meter: meter.id,
      start_time: start,
    });
  }
  return { object: "list", url: `/billing/meters/${meter.id}/event_summaries`, has_more: false, data };
}

/** The spans that are summed up, the newest first. */
function windowsOf({ start_time: start, end_time: end, value_grouping_window: window }: Input): [number, number][] {
  const step = window === undefined ? 60 : windowSeconds[window];
  for (const [param, at] of [
    ["start_time", start],
    ["end_time", end],
  ] as const) {
    if (at % step !== 0) refuse(param, `An instant lies on a full ${window ?? "minute"}, by UTC.`);
  }
  if (end <= start) refuse("end_time", "A span ends after its start.");
  if (window === undefined) return [[start, end]];
  const count = (end - start) / step;
  if (count > windowsMax) refuse("start_time", `At most ${windowsMax} windows are shown at once.`);
  return Array.from({ length: count }, (_, index) => [end - (index + 1) * step, end - index * step]);
}

function refuse(param: string, message: string): never {
  throw new DomainError("parameter_invalid", { message, param });
}
