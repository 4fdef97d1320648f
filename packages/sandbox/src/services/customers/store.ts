import { rowsOf } from "../../platform/db/table.ts";
import { customerTable, paymentMethodTable } from "./tables.ts";

export const customers = rowsOf(customerTable);
export const paymentMethods = rowsOf(paymentMethodTable);
export const paymentMethodsOfCustomer = paymentMethods.where("customer");
