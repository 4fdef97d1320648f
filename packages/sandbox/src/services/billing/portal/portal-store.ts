import { rowsOf } from "../../../platform/db/table.ts";
import { portalConfigurationTable, portalSessionTable } from "./portal-tables.ts";

export const portalConfigurations = rowsOf(portalConfigurationTable);
export const defaultPortalConfiguration = portalConfigurations.where("is_default");
export const portalSessions = rowsOf(portalSessionTable);
