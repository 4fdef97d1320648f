import type { InputOf, Operations, SetupIntent } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { getCustomerRow } from "../customers/index.ts";
import { withToken } from "./confirmation-token.ts";
import { findSetupMethod, setUp } from "./set-up.ts";
import { assertSetupAllows, getSetupIntentRow } from "./setup-intent.ts";

/** Tries once to set up the method that is sent, or the one that the intent has. */
export async function confirmSetupIntent(
  ctx: Context,
  sent: InputOf<Operations["setup_intents.confirm"]>,
): Promise<SetupIntent | DomainError> {
  const row = await getSetupIntentRow(ctx, sent.id);
  assertSetupAllows(ctx, row, "confirm");
  if (row.customer !== null) await getCustomerRow(ctx, row.customer, "customer");
  const input = await withToken(ctx, sent, { setup_intent: row.id });
  const method = await findSetupMethod(ctx, row, { name: input.payment_method, data: input.payment_method_data });
  if (!method) {
    throw new DomainError("parameter_missing", {
      message: "The setup intent has no payment method yet: send `payment_method`, for example pm_card_visa.",
      param: "payment_method",
    });
  }
  return setUp(ctx, { ...row, return_url: input.return_url ?? row.return_url }, method, "confirm");
}
