import type { InputOf, List, Operations, SetupIntent } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { toSetupIntent } from "./setup-intent.ts";
import { setupIntents } from "./store.ts";

/** Lists setup intents. */
export function listSetupIntents(
  ctx: Context,
  input: InputOf<Operations["setup_intents.list"]>,
): Promise<List<SetupIntent>> {
  const { customer, payment_method, status, ...params } = input;
  return setupIntents.page(ctx.tx, {
    url: "/payments/setup_intents",
    owner: ctx.principal.realm,
    params,
    filters: { customer, payment_method, status },
    toResource: (row) => toSetupIntent(ctx, row),
  });
}
