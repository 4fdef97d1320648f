import type { ErrorCode } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { canonical } from "./canonical.ts";
import { openHead, seal } from "./chain.ts";
import { contentOf, type TransactionInput } from "./content.ts";
import { findRefusal, insertRefusal } from "./store.ts";

/** Failures on the state of the ledger: the same transaction could succeed later, and must not. */
const sticky: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "account_closed",
  "balance_insufficient",
  "balance_below_minimum",
  "balance_above_maximum",
  "balance_out_of_range",
]);

/**
 * Does work that records; when that fails on the state of the ledger, its writes are undone, the failure is kept for the
 * reference of `failing`, and it is returned, so that it commits. Any other failure is thrown.
 */
export async function keepRefusal<T>(
  ctx: Context,
  failing: () => TransactionInput,
  work: () => Promise<T>,
): Promise<T | DomainError> {
  try {
    return await ctx.tx.savepoint(work);
  } catch (cause) {
    if (!(cause instanceof DomainError) || !sticky.has(cause.code)) throw cause;
    await refuse(ctx, failing(), cause);
    return cause;
  }
}

async function refuse(ctx: Context, input: TransactionInput, error: DomainError): Promise<void> {
  const { tx, principal } = ctx;
  const { realm } = principal;
  const sent = contentOf(input);
  // What failed may be that it failed before.
  if (await tx.first(findRefusal, { reference_id: sent.reference_id, realm })) return;
  const head = await openHead(ctx);
  const row = {
    realm,
    ...sent,
    code: error.code,
    message: error.message,
    param: error.details.param ?? null,
    created: head.now,
  };
  const n = await tx.insert(insertRefusal, row);
  await seal(ctx, head, "refusal", sent.reference_id, [canonical("refusal", { ...row, n })]);
}
