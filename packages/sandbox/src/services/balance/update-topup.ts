import type { InputOf, Operations, Topup } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { mergeMetadata } from "../../platform/metadata.ts";
import { patched } from "../../platform/patch.ts";
import { getTopupRow, saveTopup } from "./topup.ts";

/** Changes a top-up's notes. */
export async function updateTopup(ctx: Context, input: InputOf<Operations["topups.update"]>): Promise<Topup> {
  const row = await getTopupRow(ctx, input.id);
  return saveTopup(ctx, {
    ...row,
    description: patched(input.description, row.description),
    metadata: mergeMetadata(row.metadata, input.metadata),
  });
}
