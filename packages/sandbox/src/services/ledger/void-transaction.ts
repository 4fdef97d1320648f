import type { LedgerTransaction } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { getPending, resolve } from "./resolve.ts";

/** Voids a pending transaction: everything it held is released. */
export async function voidTransaction(ctx: Context, { id }: { id: string }): Promise<LedgerTransaction | DomainError> {
  const row = await getPending(ctx, id);
  return row instanceof DomainError ? row : resolve(ctx, row, "voided");
}
