import type { InputOf, MeterEventAdjustment, Operations } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { DomainError, resourceMissing } from "../../../platform/errors.ts";
import { inTimeOfCustomer } from "../../customers/index.ts";
import { getMeterRow } from "../../products/index.ts";
import { eventOfIdentifier, meterEvents } from "./usage-store.ts";

/** How long an event can be taken back, as Stripe has it. */
const cancelMaxSeconds = 24 * 3600;

/** Takes an event back: it counts no more. */
export async function cancelMeterEvent(
  ctx: Context,
  input: InputOf<Operations["meter_event_adjustments.create"]>,
): Promise<MeterEventAdjustment> {
  const { realm, mode } = ctx.principal;
  const { identifier } = input.cancel;
  const row = await ctx.tx.first(eventOfIdentifier, { realm, identifier });
  const isOfName = row && (await getMeterRow(ctx, row.meter)).event_name === input.event_name;
  if (!isOfName) throw resourceMissing("meter event", identifier, "cancel.identifier");
  const { now } = await inTimeOfCustomer(ctx, row.customer);
  if (row.canceled === 1 || row.created + cancelMaxSeconds < now) {
    throw new DomainError("state_conflict", {
      message: row.canceled === 1 ? "The event is taken back already." : "The event is more than a day old.",
      param: "cancel.identifier",
    });
  }
  await ctx.tx.run(meterEvents.update, { ...row, canceled: 1 });
  return {
    object: "billing.meter_event_adjustment",
    cancel: { identifier },
    event_name: input.event_name,
    livemode: mode === "live",
    status: "complete",
    type: "cancel",
  };
}
