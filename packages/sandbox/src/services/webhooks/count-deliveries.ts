import type { Reader } from "../../platform/db/database.ts";
import { statements } from "../../platform/db/statement.ts";
import type { WebhookTables } from "./tables.ts";

const sql = statements<WebhookTables>();
const byStatus = sql((q) =>
  q
    .selectFrom("webhook_deliveries")
    .select(({ fn }) => ["status as label", fn.countAll<number>().as("value")])
    .groupBy("status"),
);

/** How many deliveries there are in each status, over all accounts. */
export function countDeliveries(reader: Reader): Promise<{ label: string; value: number }[]> {
  return reader.all(byStatus, {});
}
