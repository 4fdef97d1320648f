import type { Meter } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { assertMeterIs, getMeterRow, saveMeter } from "./meter.ts";

/** Takes a meter out of use. What it has counted is still billed. */
export async function deactivateMeter(ctx: Context, { id }: { id: string }): Promise<Meter> {
  const row = await getMeterRow(ctx, id);
  assertMeterIs(row, "active");
  return saveMeter(ctx, { ...row, status: "inactive", deactivated_at: ctx.now }, "billing.meter.deactivated");
}
