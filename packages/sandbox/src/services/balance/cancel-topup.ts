import type { Topup } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { dropTransition } from "../settings/index.ts";
import { getTopupRow, nextTopupStatus, saveTopup, settleTopupJob } from "./topup.ts";

/** Takes a pending top-up back. */
export async function cancelTopup(ctx: Context, { id }: { id: string }): Promise<Topup> {
  const row = await getTopupRow(ctx, id);
  const status = nextTopupStatus(row, "cancel", ctx.principal.mode === "live");
  await dropTransition(ctx, settleTopupJob, id);
  return saveTopup(ctx, { ...row, status }, "topup.canceled");
}
