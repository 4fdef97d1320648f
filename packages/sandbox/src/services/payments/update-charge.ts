import type { Charge, InputOf, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { mergeMetadata } from "../../platform/metadata.ts";
import { patched } from "../../platform/patch.ts";
import { getChargeRow, saveCharge, toCharge } from "./charge.ts";

/** Changes what is noted on a charge. */
export async function updateCharge(ctx: Context, input: InputOf<Operations["charges.update"]>): Promise<Charge> {
  const row = await getChargeRow(ctx, input.id);
  const changed = {
    ...row,
    description: patched(input.description, row.description),
    metadata: mergeMetadata(row.metadata, input.metadata),
    receipt_email: patched(input.receipt_email, row.receipt_email),
    transfer_group: input.transfer_group ?? row.transfer_group,
  };
  await saveCharge(ctx, changed, "charge.updated");
  return toCharge(changed, ctx.principal.mode === "live");
}
