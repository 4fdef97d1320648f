import type { Charge } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { getChargeRow, toCharge } from "./charge.ts";

/** Reads a charge. */
export async function getCharge(ctx: Context, { id }: { id: string }): Promise<Charge> {
  return toCharge(await getChargeRow(ctx, id), ctx.principal.mode === "live");
}
