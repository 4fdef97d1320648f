import type { InputOf, Operations, SetupIntent } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { assertSetupAllows, getSetupIntentRow, saveSetupIntent } from "./setup-intent.ts";

/** Gives a setup intent up. */
export async function cancelSetupIntent(
  ctx: Context,
  input: InputOf<Operations["setup_intents.cancel"]>,
): Promise<SetupIntent> {
  const row = await getSetupIntentRow(ctx, input.id);
  assertSetupAllows(ctx, row, "cancel");
  const canceled = { ...row, status: "canceled", cancellation_reason: input.cancellation_reason ?? null } as const;
  return saveSetupIntent(ctx, canceled, "setup_intent.canceled");
}
