import { cached, statements, type Numbered, type Params } from "../../platform/db/statement.ts";
import { rowsOf } from "../../platform/db/table.ts";
import {
  customerTable,
  paymentMethodTable,
  taxIdTable,
  testClockTable,
  type CustomerRow,
  type TestClockRow,
} from "./tables.ts";

const sql = statements<{ customers: Numbered<CustomerRow>; test_clocks: Numbered<TestClockRow> }>();

export const customers = rowsOf(customerTable);
export const findEmail = customers.pick("email");
export const paymentMethods = rowsOf(paymentMethodTable);
export const paymentMethodsOfCustomer = paymentMethods.where("customer");
export const taxIds = rowsOf(taxIdTable);
export const taxIdsOfCustomer = taxIds.where("customer");
export const testClocks = rowsOf(testClockTable);

/** The clock that a customer lives by. */
export const clockOfCustomer = sql((q, p: Params<{ id: string; realm: number }>) =>
  q
    .selectFrom("customers")
    .innerJoin("test_clocks", "test_clocks.id", "customers.test_clock")
    .selectAll("test_clocks")
    .where("customers.id", "=", p("id"))
    .where("customers.realm", "=", p("realm")),
);
/** Who lives by a clock, oldest first. */
export const customersOfClock = sql((q, p: Params<{ realm: number; test_clock: string }>) =>
  q
    .selectFrom("customers")
    .select("id")
    .where("test_clock", "=", p("test_clock"))
    .where("realm", "=", p("realm"))
    .where("deleted", "=", 0)
    .orderBy("n"),
);
export const countTestClocks = cached(
  sql((q, p: Params<{ realm: number }>) =>
    q
      .selectFrom("test_clocks")
      .select((eb) => eb.fn.countAll<number>().as("count"))
      .where("realm", "=", p("realm")),
  ),
);
