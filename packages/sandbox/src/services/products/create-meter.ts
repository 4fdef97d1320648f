import type { InputOf, Meter, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { recordEvent } from "../activity/index.ts";
import { assertEventFree, toMeter } from "./meter.ts";
import { meters } from "./store.ts";

/** Creates a meter. */
export async function createMeter(ctx: Context, input: InputOf<Operations["meters.create"]>): Promise<Meter> {
  await assertEventFree(ctx, input.event_name);
  const row = {
    id: ctx.platform.ids("meter"),
    realm: ctx.principal.realm,
    display_name: input.display_name,
    event_name: input.event_name,
    formula: input.default_aggregation.formula,
    event_time_window: input.event_time_window ?? null,
    // The names that Stripe has where none are told.
    customer_key: input.customer_mapping?.event_payload_key ?? "stripe_customer_id",
    value_key: input.value_settings?.event_payload_key ?? "value",
    status: "active",
    deactivated_at: null,
    updated: ctx.now,
    created: ctx.now,
  } as const;
  await ctx.tx.run(meters.insert, row);
  const meter = toMeter(row, ctx.principal.mode === "live");
  await recordEvent(ctx, "billing.meter.created", meter);
  return meter;
}
