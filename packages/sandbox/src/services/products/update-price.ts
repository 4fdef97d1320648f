import type { InputOf, Operations, Price } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { resourceMissing } from "../../platform/errors.ts";
import { mergeMetadata } from "../../platform/metadata.ts";
import { recordEvent } from "../activity/index.ts";
import { takeLookupKey } from "./store-price.ts";
import { assertRecurring, getPriceRow, toPrice } from "./product.ts";
import { prices } from "./store.ts";

/** Changes what is noted on a price; its amount and currency never change. */
export async function updatePrice(ctx: Context, input: InputOf<Operations["prices.update"]>): Promise<Price> {
  const row = await getPriceRow(ctx, input.id);
  if (row.deleted === 1) throw resourceMissing("price", input.id);
  if (input.as_plan === true) assertRecurring(row);
  const changed = {
    ...row,
    active: input.active === undefined ? row.active : Number(input.active),
    lookup_key: input.lookup_key ?? row.lookup_key,
    nickname: input.nickname ?? row.nickname,
    tax_behavior: input.tax_behavior ?? row.tax_behavior,
    metadata: mergeMetadata(row.metadata, input.metadata),
  };
  await takeLookupKey(ctx, changed, input);
  await ctx.tx.run(prices.update, changed);
  const price = toPrice(changed, ctx.principal.mode === "live");
  await recordEvent(ctx, "price.updated", price);
  if (input.as_plan === true) await recordEvent(ctx, "plan.updated", price);
  return price;
}
