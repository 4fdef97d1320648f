import type { InputOf, Operations, PaymentLink } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { dropEmptyValues } from "../../platform/metadata.ts";
import { recordEvent } from "../activity/index.ts";
import { readLineItems } from "./line-items.ts";
import { toLink } from "./link.ts";
import { links } from "./store.ts";

type Input = InputOf<Operations["payment_links.create"]>;

/** Creates a payment link. */
export async function createLink(ctx: Context, input: Input): Promise<PaymentLink> {
  const after = input.after_completion ?? { type: "hosted_confirmation" };
  if ((after.type === "redirect") !== (after.redirect !== undefined)) {
    throw new DomainError(after.redirect ? "parameter_invalid" : "parameter_missing", {
      message: "A redirect has a URL, and a hosted confirmation has none.",
      param: "after_completion.redirect",
    });
  }
  const { items, currency } = await readLineItems(ctx, input);
  const row = {
    id: ctx.platform.ids("paymentLink"),
    realm: ctx.principal.realm,
    active: 1,
    allow_promotion_codes: Number(input.allow_promotion_codes ?? false),
    currency,
    line_items: JSON.stringify(items),
    after_completion: JSON.stringify(after),
    payment_method_types: JSON.stringify([...new Set(input.payment_method_types ?? ["card"])]),
    subscription_data: JSON.stringify(input.subscription_data ?? {}),
    metadata: JSON.stringify(dropEmptyValues(input.metadata)),
    created: ctx.now,
  };
  await ctx.tx.run(links.insert, row);
  const link = toLink(ctx, row);
  await recordEvent(ctx, "payment_link.created", link);
  return link;
}
