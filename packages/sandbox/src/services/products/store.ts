import { cached } from "../../platform/db/statement.ts";
import { rowsOf } from "../../platform/db/table.ts";
import { meterTable, priceTable, productTable, type MeterRow, type PriceRow, type ProductRow } from "./tables.ts";

export const products = rowsOf(productTable);
export const findProduct = cached(products.find);
export const meters = rowsOf(meterTable);
export const metersByEvent = meters.where("event_name", "status");
export const prices = rowsOf(priceTable);
export const findPrice = cached(prices.find);
export const pricesOfProduct = prices.where("product");
export const pricesByLookupKey = prices.where("lookup_key");

export type { MeterRow, PriceRow, ProductRow };
