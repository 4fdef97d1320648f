import type { InputOf, Operations, SetupIntent } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { mergeMetadata } from "../../platform/metadata.ts";
import { patched } from "../../platform/patch.ts";
import { getCustomerRow } from "../customers/index.ts";
import { findSetupMethod } from "./set-up.ts";
import { setupIntentTransitions } from "./setup-intent-state.ts";
import { assertSetupAllows, getSetupIntentRow, saveSetupIntent } from "./setup-intent.ts";

/** Changes a setup intent that is not over. */
export async function updateSetupIntent(
  ctx: Context,
  input: InputOf<Operations["setup_intents.update"]>,
): Promise<SetupIntent> {
  const row = await getSetupIntentRow(ctx, input.id);
  assertSetupAllows(ctx, row, "update");
  const customer =
    input.customer === undefined ? row.customer : (await getCustomerRow(ctx, input.customer, "customer")).id;
  const changed = {
    ...row,
    customer,
    description: patched(input.description, row.description),
    metadata: mergeMetadata(row.metadata, input.metadata),
  };
  const method = await findSetupMethod(ctx, changed, { name: input.payment_method });
  const chosen = input.payment_method !== undefined;
  const status = setupIntentTransitions[row.status].update?.[chosen ? "method_chosen" : "done"] ?? row.status;
  return saveSetupIntent(ctx, { ...changed, status, payment_method: method?.id ?? null });
}
