import type { Context } from "../../platform/context.ts";
import { collectedBy } from "./store.ts";
import type { BalanceTransactionRow } from "./tables.ts";

/** The change of the balance by which a charge was collected; undefined where none was. */
export const findCollected = ({ tx, principal }: Context, charge: string): Promise<BalanceTransactionRow | undefined> =>
  tx.first(collectedBy, { realm: principal.realm, source: charge });
