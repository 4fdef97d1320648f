import type { InputOf, Meter, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { getMeterRow, saveMeter } from "./meter.ts";

/** Changes a meter's name for display. */
export async function updateMeter(ctx: Context, input: InputOf<Operations["meters.update"]>): Promise<Meter> {
  const row = await getMeterRow(ctx, input.id);
  return saveMeter(ctx, { ...row, display_name: input.display_name ?? row.display_name }, "billing.meter.updated");
}
