import type { InputOf, Operations, Transfer } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { mergeMetadata } from "../../platform/metadata.ts";
import { patched } from "../../platform/patch.ts";
import { recordEvent } from "../activity/index.ts";
import { transfers } from "./store.ts";
import { getTransferRow, toTransfer } from "./transfer.ts";

/** Changes a transfer's notes. */
export async function updateTransfer(ctx: Context, input: InputOf<Operations["transfers.update"]>): Promise<Transfer> {
  const row = await getTransferRow(ctx, input.id);
  const changed = {
    ...row,
    description: patched(input.description, row.description),
    metadata: mergeMetadata(row.metadata, input.metadata),
  };
  await ctx.tx.run(transfers.update, changed);
  const transfer = toTransfer(changed, ctx.principal.mode === "live");
  await recordEvent(ctx, "transfer.updated", transfer);
  return transfer;
}
