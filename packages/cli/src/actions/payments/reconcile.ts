import type { Reconciliation } from "@micro/sdk";

import type { Connection } from "../../config/connection.ts";
import { openClient } from "../client.ts";

/** Proves payments against the ledger. */
export async function reconcilePayments(connection: Connection): Promise<Reconciliation> {
  await using client = openClient(connection);
  return await client.sandbox.reconcile();
}
