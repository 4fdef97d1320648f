import type { Meter } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { assertEventFree, assertMeterIs, getMeterRow, saveMeter } from "./meter.ts";

/** Takes a meter back into use, unless another one counts its events meanwhile. */
export async function reactivateMeter(ctx: Context, { id }: { id: string }): Promise<Meter> {
  const row = await getMeterRow(ctx, id);
  assertMeterIs(row, "inactive");
  await assertEventFree(ctx, row.event_name);
  return saveMeter(ctx, { ...row, status: "active", deactivated_at: null }, "billing.meter.reactivated");
}
