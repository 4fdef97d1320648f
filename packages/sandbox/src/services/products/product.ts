import type { Price, Product } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError, resourceMissing } from "../../platform/errors.ts";
import { patched } from "../../platform/patch.ts";
import { wholeOf } from "./decimal-amount.ts";
import { findPrice, findProduct, type PriceRow, type ProductRow } from "./store.ts";

/** How a product is shown where it is sold. */
type Looks = Pick<
  Product,
  "images" | "marketing_features" | "statement_descriptor" | "tax_code" | "unit_label" | "url"
>;

const plain: Looks = {
  images: [],
  marketing_features: [],
  statement_descriptor: null,
  tax_code: null,
  unit_label: null,
  url: null,
};

/** How a product is shown after a change, as JSON. */
export function readLooks(input: Partial<Looks>, before: Looks = plain): string {
  const names = Object.keys(plain) as (keyof Looks)[];
  return JSON.stringify(Object.fromEntries(names.map((name) => [name, patched(input[name], before[name])])));
}

// `readLooks` is the only writer.
export const looksOf = ({ looks }: Pick<ProductRow, "looks">) => JSON.parse(looks) as Looks;

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
    ...looksOf(row),
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
    tax_behavior: row.tax_behavior,
    tiers: row.tiers === null ? null : (JSON.parse(row.tiers) as Price["tiers"]),
    tiers_mode: row.tiers_mode,
    transform_quantity: row.divide_by === null ? null : { divide_by: row.divide_by, round: row.round ?? "up" },
    type: row.type,
    unit_amount: wholeOf(row.unit_amount_decimal),
    unit_amount_decimal: row.unit_amount_decimal,
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
