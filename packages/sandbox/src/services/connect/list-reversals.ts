import type { InputOf, List, Operations, TransferReversal } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { resourceMissing } from "../../platform/errors.ts";
import { reversals } from "./store.ts";
import { getTransferRow, toReversal } from "./transfer.ts";

/** Lists what of a transfer came back. */
export async function listReversals(
  ctx: Context,
  input: InputOf<Operations["transfers.reversals"]>,
): Promise<List<TransferReversal>> {
  const { id: transfer, ...params } = input;
  await getTransferRow(ctx, transfer);
  return reversals.page(ctx.tx, {
    url: `/connect/transfers/${transfer}/reversals`,
    owner: ctx.principal.realm,
    params,
    filters: { transfer },
    toResource: toReversal,
  });
}

/** Reads a reversal: that of a transfer, where one is named. */
export async function getReversal(
  { tx, principal }: Context,
  { id, transfer }: InputOf<Operations["transfers.reversal"]>,
): Promise<TransferReversal> {
  const row = await tx.first(reversals.find, { id, realm: principal.realm });
  if (row && (transfer === undefined || row.transfer === transfer)) return toReversal(row);
  throw resourceMissing("reversal of a transfer", id);
}
