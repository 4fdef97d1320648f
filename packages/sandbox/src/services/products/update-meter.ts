import type { InputOf, Meter, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { getMeterRow, saveMeter, toMeter } from "./meter.ts";

/** Changes a meter's name for display. */
export async function updateMeter(ctx: Context, input: InputOf<Operations["meters.update"]>): Promise<Meter> {
  const row = await getMeterRow(ctx, input.id);
  const name = input.display_name ?? row.display_name;
  if (name === row.display_name) return toMeter(row, ctx.principal.mode === "live");
  return saveMeter(ctx, { ...row, display_name: name }, "billing.meter.updated");
}
