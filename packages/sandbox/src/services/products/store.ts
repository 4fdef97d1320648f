import { statements, type Numbered, type Params } from "../../platform/db/statement.ts";
import { rowsOf } from "../../platform/db/table.ts";
import { meterTable, priceTable, productTable, type MeterRow, type PriceRow, type ProductRow } from "./tables.ts";

const sql = statements<{ products: Numbered<ProductRow> }>();

export const products = rowsOf(productTable);
export const meters = rowsOf(meterTable);
export const metersByEvent = meters.where("event_name", "status");
export const prices = rowsOf(priceTable);
export const pricesOfProduct = prices.where("product");
export const pricesByLookupKey = prices.where("lookup_key");
export const deleteProduct = sql((q, p: Params<{ id: string; realm: number }>) =>
  q.deleteFrom("products").where("id", "=", p("id")).where("realm", "=", p("realm")),
);

export type { MeterRow, PriceRow, ProductRow };
