import type { Price, Product } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError, resourceMissing } from "../../platform/errors.ts";
import { findPrice, findProduct, type PriceRow, type ProductRow } from "./store.ts";

/** The product as the API shows it. */
export function toProduct(row: Omit<ProductRow, "n">, livemode: boolean): Product {
  return {
    id: row.id,
    object: "product",
    active: row.active === 1,
    created: row.created,
    default_price: row.default_price,
    description: row.description,
    livemode,
    metadata: JSON.parse(row.metadata) as Product["metadata"],
    name: row.name,
    updated: row.updated,
  };
}

/** The price as the API shows it. */
export function toPrice(row: Omit<PriceRow, "n">, livemode: boolean): Price {
  return {
    id: row.id,
    object: "price",
    active: row.active === 1,
    billing_scheme: row.tiers === null ? "per_unit" : "tiered",
    created: row.created,
    currency: row.currency,
    // These were stored by `storePrice`.
    currency_options: JSON.parse(row.currency_options) as Price["currency_options"],
    ...(row.deleted === 1 && { deleted: true as const }),
    livemode,
    lookup_key: row.lookup_key,
    metadata: JSON.parse(row.metadata) as Price["metadata"],
    nickname: row.nickname,
    product: row.product,
    recurring: recurringOf(row),
    tiers: row.tiers === null ? null : (JSON.parse(row.tiers) as Price["tiers"]),
    tiers_mode: row.tiers_mode,
    transform_quantity: row.divide_by === null ? null : { divide_by: row.divide_by, round: row.round ?? "up" },
    type: row.type,
    unit_amount: row.unit_amount,
  };
}

function recurringOf({ interval, interval_count: count, meter }: Omit<PriceRow, "n">): Price["recurring"] {
  if (interval === null) return null;
  return { interval, interval_count: count ?? 1, meter, usage_type: meter === null ? "licensed" : "metered" };
}

/** Reads a product, or throws. */
export async function getProductRow({ tx, principal }: Context, id: string, param = "id"): Promise<ProductRow> {
  const row = await tx.first(findProduct, { id, realm: principal.realm });
  if (!row) throw resourceMissing("product", id, param);
  return row;
}

/** Reads a price, or throws. */
export async function getPriceRow({ tx, principal }: Context, id: string, param = "id"): Promise<PriceRow> {
  const row = await tx.first(findPrice, { id, realm: principal.realm });
  if (!row) throw resourceMissing("price", id, param);
  return row;
}

/** Throws where a price is paid once: it is no plan. */
export function assertRecurring({ id, type }: PriceRow): void {
  if (type === "recurring") return;
  throw new DomainError("parameter_invalid", { message: `The price ${id} is paid once.`, param: "id" });
}
