import type { InputOf, Operations, SetupIntent } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { dropEmptyValues } from "../../platform/metadata.ts";
import { recordEvent } from "../activity/index.ts";
import { getCustomerRow } from "../customers/index.ts";
import { withToken } from "./confirmation-token.ts";
import { findSetupMethod, setUp } from "./set-up.ts";
import { toSetupIntent } from "./setup-intent.ts";
import { setupIntents } from "./store.ts";
import type { SetupIntentRow } from "./tables.ts";

/** Creates a setup intent, and with `confirm` tries it at once. */
export async function createSetupIntent(
  ctx: Context,
  sent: InputOf<Operations["setup_intents.create"]>,
): Promise<SetupIntent | DomainError> {
  if (sent.confirmation_token !== undefined && !sent.confirm) {
    throw new DomainError("parameter_invalid", {
      message: "'confirmation_token' goes with `confirm: true` only; send it when you confirm.",
      param: "confirmation_token",
    });
  }
  const id = ctx.platform.ids("setupIntent");
  const input = await withToken(ctx, sent, { setup_intent: id });
  const customer = input.customer === undefined ? null : (await getCustomerRow(ctx, input.customer, "customer")).id;
  const base: SetupIntentRow = {
    n: 0,
    id,
    realm: ctx.principal.realm,
    status: "requires_payment_method",
    customer,
    description: input.description ?? null,
    payment_method: null,
    payment_method_types: JSON.stringify([...new Set(input.payment_method_types ?? ["card"])]),
    usage: input.usage ?? "off_session",
    last_setup_error: null,
    cancellation_reason: null,
    return_url: input.return_url ?? null,
    metadata: JSON.stringify(dropEmptyValues(input.metadata)),
    created: ctx.now,
  };
  const method = await findSetupMethod(ctx, base, { name: input.payment_method, data: input.payment_method_data });
  if (input.confirm && !method) {
    throw new DomainError("parameter_missing", {
      message: "With `confirm: true` a `payment_method` is needed, for example pm_card_visa.",
      param: "payment_method",
    });
  }
  const row: SetupIntentRow = method ? { ...base, status: "requires_confirmation", payment_method: method.id } : base;
  await ctx.tx.run(setupIntents.insert, row);
  const intent = toSetupIntent(ctx, row);
  await recordEvent(ctx, "setup_intent.created", intent);
  return input.confirm && method ? setUp(ctx, row, method, "confirm") : intent;
}
