import type { InputOf, Operations, PaymentLink } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { mergeMetadata } from "../../platform/metadata.ts";
import { recordEvent } from "../activity/index.ts";
import { getLinkRow, toLink } from "./link.ts";
import { links } from "./store.ts";

/** Changes a payment link, or takes it out of use. */
export async function updateLink(
  ctx: Context,
  input: InputOf<Operations["payment_links.update"]>,
): Promise<PaymentLink> {
  const row = await getLinkRow(ctx, input.id);
  const changed = {
    ...row,
    active: input.active === undefined ? row.active : Number(input.active),
    allow_promotion_codes:
      input.allow_promotion_codes === undefined ? row.allow_promotion_codes : Number(input.allow_promotion_codes),
    metadata: mergeMetadata(row.metadata, input.metadata),
  };
  await ctx.tx.run(links.update, changed);
  const link = toLink(ctx, changed);
  await recordEvent(ctx, "payment_link.updated", link);
  return link;
}
