import type { InputOf, Operations, OutputOf } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { resourceMissing } from "../../platform/errors.ts";
import { recordEvent } from "../activity/index.ts";
import { assertRecurring, getPriceRow, toPrice } from "./product.ts";
import { prices } from "./store.ts";

/** Deletes a price that falls due again: the row stays for those who pay it. */
export async function deletePrice(
  ctx: Context,
  { id, as_plan: asPlan }: InputOf<Operations["prices.delete"]>,
): Promise<OutputOf<Operations["prices.delete"]>> {
  const row = await getPriceRow(ctx, id);
  if (row.deleted === 1) throw resourceMissing("price", id);
  assertRecurring(row);
  const deleted = { ...row, active: 0, deleted: 1, lookup_key: null };
  await ctx.tx.run(prices.update, deleted);
  const price = toPrice(deleted, ctx.principal.mode === "live");
  await recordEvent(ctx, "price.deleted", price);
  if (asPlan === true) await recordEvent(ctx, "plan.deleted", price);
  return { id, object: "price", deleted: true };
}
