import type { ConfirmationToken, InputOf, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { dropEmptyValues } from "../../platform/metadata.ts";
import { resolvePaymentMethod, toPaymentMethod } from "../customers/index.ts";
import { toConfirmationToken } from "./confirmation-token.ts";
import { confirmationTokens } from "./store.ts";

/** As with Stripe: https://docs.stripe.com/api/confirmation_tokens/object */
const lifetimeSeconds = 12 * 3600;

/** Collects what an intent is to be confirmed with. Nobody is charged, and no event tells of it. */
export async function createConfirmationToken(
  ctx: Context,
  input: InputOf<Operations["confirmation_tokens.create"]>,
): Promise<ConfirmationToken> {
  const method = await resolvePaymentMethod(ctx, { name: input.payment_method, data: input.payment_method_data });
  if (!method) throw new DomainError("parameter_missing", { param: "payment_method_data" });
  const shown = toPaymentMethod(method, ctx.principal.mode === "live");
  const { id: _id, object: _object, created: _created, livemode: _livemode, metadata: _metadata, ...preview } = shown;
  const row = {
    id: ctx.platform.ids("confirmationToken"),
    realm: ctx.principal.realm,
    payment_method: method.id,
    payment_method_preview: JSON.stringify(preview),
    payment_intent: null,
    setup_intent: null,
    return_url: input.return_url ?? null,
    setup_future_usage: input.setup_future_usage ?? null,
    shipping: input.shipping === undefined ? null : JSON.stringify(input.shipping),
    expires_at: ctx.now + lifetimeSeconds,
    metadata: JSON.stringify(dropEmptyValues(input.metadata)),
    created: ctx.now,
  };
  await ctx.tx.run(confirmationTokens.insert, row);
  return toConfirmationToken(ctx, row);
}
