import type { InputOf, Operations, Price } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { dropEmptyValues } from "../../platform/metadata.ts";
import { recordEvent } from "../activity/index.ts";
import { assertMeterIs, getMeterRow } from "./meter.ts";
import { assertTerms, decimalOf, optionsOf, tiersOf } from "./price-terms.ts";
import { toPrice } from "./product.ts";
import { prices, pricesByLookupKey, type PriceRow } from "./store.ts";

/** A price to be made of a product that is there. */
export type NewPrice = Omit<InputOf<Operations["prices.create"]>, "product" | "product_data" | "expand"> & {
  product: string;
};

/** Stores a price of a product that is there. */
export async function storePrice(ctx: Context, input: NewPrice): Promise<Price> {
  assertTerms(input);
  if (input.as_plan === true && !input.recurring) {
    throw new DomainError("parameter_missing", {
      message: "A plan falls due again: say how often.",
      param: "recurring",
    });
  }
  const tiers = tiersOf(input.tiers);
  const row = {
    id: ctx.platform.ids("price"),
    realm: ctx.principal.realm,
    product: input.product,
    currency: input.currency,
    type: input.recurring ? "recurring" : "one_time",
    unit_amount_decimal: decimalOf(input.unit_amount, input.unit_amount_decimal),
    tiers: tiers && JSON.stringify(tiers),
    tiers_mode: input.tiers_mode ?? null,
    divide_by: input.transform_quantity?.divide_by ?? null,
    round: input.transform_quantity?.round ?? null,
    interval: input.recurring?.interval ?? null,
    interval_count: input.recurring ? (input.recurring.interval_count ?? 1) : null,
    meter: await meterOf(ctx, input),
    currency_options: JSON.stringify(optionsOf(input)),
    active: input.active === false ? 0 : 1,
    lookup_key: input.lookup_key ?? null,
    nickname: input.nickname ?? null,
    tax_behavior: input.tax_behavior ?? "unspecified",
    metadata: JSON.stringify(dropEmptyValues(input.metadata)),
    deleted: 0,
    created: ctx.now,
  } as const;
  await takeLookupKey(ctx, row, input);
  await ctx.tx.run(prices.insert, row);
  const price = toPrice(row, ctx.principal.mode === "live");
  await recordEvent(ctx, "price.created", price);
  if (input.as_plan === true) await recordEvent(ctx, "plan.created", price);
  return price;
}

/** The meter that counts what is billed: one in use, and with `usage_type: metered` only. */
async function meterOf(ctx: Context, { recurring }: NewPrice): Promise<string | null> {
  const { meter: id, usage_type: usage } = recurring ?? {};
  if ((usage === "metered") !== (id !== undefined)) {
    throw new DomainError(id === undefined ? "parameter_missing" : "parameter_invalid", {
      message: "`meter` goes with `usage_type: metered`, and only with it.",
      param: "recurring.meter",
    });
  }
  if (id === undefined) return null;
  const meter = await getMeterRow(ctx, id, "recurring.meter");
  assertMeterIs(meter, "active", "recurring.meter");
  return meter.id;
}

/** Has a price take its lookup key; throws where another one has it, and is not to give it up. */
export async function takeLookupKey(
  ctx: Context,
  { id, lookup_key: key }: Pick<PriceRow, "id" | "lookup_key">,
  { transfer_lookup_key: transfers = false }: Pick<NewPrice, "transfer_lookup_key">,
): Promise<void> {
  if (key === null) return;
  const taken = await ctx.tx.first(pricesByLookupKey, { realm: ctx.principal.realm, lookup_key: key });
  if (!taken || taken.id === id) return;
  if (!transfers) {
    throw new DomainError("state_conflict", {
      message: `The lookup key '${key}' is in use by ${taken.id}.`,
      param: "lookup_key",
    });
  }
  const without = { ...taken, lookup_key: null };
  await ctx.tx.run(prices.update, without);
  await recordEvent(ctx, "price.updated", toPrice(without, ctx.principal.mode === "live"));
}
