import { statements, type Numbered, type Params } from "../../../platform/db/statement.ts";
import { rowsOf } from "../../../platform/db/table.ts";
import { meterEventTable, type MeterEventRow } from "./usage-tables.ts";

const sql = statements<{ meter_events: Numbered<MeterEventRow> }>();

type Span = { realm: number; meter: string; customer: string; start: number; end: number };

export const meterEvents = rowsOf(meterEventTable);
export const eventOfIdentifier = meterEvents.where("identifier");
/** What a customer's events come to, and how many there are. */
export const usedBetween = sql((q, p: Params<Span>) =>
  q
    .selectFrom("meter_events")
    .select(({ fn }) => [fn.sum<number | null>("value").as("sum"), fn.countAll<number>().as("count")])
    .where("realm", "=", p("realm"))
    .where("meter", "=", p("meter"))
    .where("customer", "=", p("customer"))
    .where("timestamp", ">=", p("start"))
    .where("timestamp", "<", p("end"))
    .where("canceled", "=", 0),
);
/** The last of a customer's events. */
export const lastUsed = sql((q, p: Params<Span>) =>
  q
    .selectFrom("meter_events")
    .select("value")
    .where("realm", "=", p("realm"))
    .where("meter", "=", p("meter"))
    .where("customer", "=", p("customer"))
    .where("timestamp", ">=", p("start"))
    .where("timestamp", "<", p("end"))
    .where("canceled", "=", 0)
    .orderBy("timestamp", "desc")
    .orderBy("n", "desc")
    .limit(1),
);
/** What all of a customer's events up to the newest one come to. */
export const lastCounted = sql((q, p: Params<{ realm: number; meter: string; customer: string }>) =>
  q
    .selectFrom("meter_events")
    .select("counted")
    .where("realm", "=", p("realm"))
    .where("meter", "=", p("meter"))
    .where("customer", "=", p("customer"))
    .orderBy("n", "desc")
    .limit(1),
);
