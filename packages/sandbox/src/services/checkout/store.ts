import { rowsOf } from "../../platform/db/table.ts";
import { linkTable, sessionTable } from "./tables.ts";

export const sessions = rowsOf(sessionTable);
export const links = rowsOf(linkTable);
export const sessionsOfIntent = sessions.where("payment_intent");
export const sessionsOfSetup = sessions.where("setup_intent");
/** Who pays, by what he pays for. */
export const payers = { checkoutSession: sessions.pick("customer") };
