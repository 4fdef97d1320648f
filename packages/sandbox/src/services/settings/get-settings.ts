import type { PaymentSettings } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { readSettings, toSettings } from "./settings.ts";

/** Reads how payments behave. */
export async function getSettings(ctx: Context): Promise<PaymentSettings> {
  return toSettings(await readSettings(ctx), ctx.principal.mode === "live");
}
