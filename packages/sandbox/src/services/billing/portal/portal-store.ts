import { rowsOf } from "../../../platform/db/table.ts";
import { portalSessionTable } from "./portal-tables.ts";

export const portalSessions = rowsOf(portalSessionTable);
