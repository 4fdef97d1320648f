import type { Meter } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { getMeterRow, toMeter } from "./meter.ts";

/** Reads a meter. */
export async function getMeter(ctx: Context, { id }: { id: string }): Promise<Meter> {
  return toMeter(await getMeterRow(ctx, id), ctx.principal.mode === "live");
}
