import type { SetupIntent } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { getSetupIntentRow, toSetupIntent } from "./setup-intent.ts";

/** Reads a setup intent. */
export async function getSetupIntent(ctx: Context, { id }: { id: string }): Promise<SetupIntent> {
  return toSetupIntent(ctx, await getSetupIntentRow(ctx, id));
}
