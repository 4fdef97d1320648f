import type { Transfer, TransferReversal } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { resourceMissing } from "../../platform/errors.ts";
import { transfers } from "./store.ts";
import type { ReversalRow, TransferRow } from "./tables.ts";

/** The transfer as the API shows it. */
export function toTransfer(row: Omit<TransferRow, "n">, livemode: boolean): Transfer {
  return {
    id: row.id,
    object: "transfer",
    amount: row.amount,
    amount_reversed: row.amount_reversed,
    balance_transaction: row.balance_transaction,
    created: row.created,
    currency: row.currency,
    description: row.description,
    destination: row.destination,
    destination_payment: row.destination_payment,
    livemode,
    metadata: JSON.parse(row.metadata) as Transfer["metadata"],
    reversed: row.amount_reversed === row.amount,
    source_transaction: row.source_transaction,
    transfer_group: row.transfer_group,
  };
}

/** The reversal as the API shows it. */
export function toReversal(row: Omit<ReversalRow, "n">): TransferReversal {
  return {
    id: row.id,
    object: "transfer_reversal",
    amount: row.amount,
    balance_transaction: row.balance_transaction,
    created: row.created,
    currency: row.currency,
    destination_payment_refund: row.destination_payment_refund,
    metadata: JSON.parse(row.metadata) as TransferReversal["metadata"],
    transfer: row.transfer,
  };
}

/** Reads a transfer, or throws. */
export async function getTransferRow({ tx, principal }: Context, id: string, param = "id"): Promise<TransferRow> {
  const row = await tx.first(transfers.find, { id, realm: principal.realm });
  if (!row) throw resourceMissing("transfer", id, param);
  return row;
}

/** Reads a transfer. */
export async function getTransfer(ctx: Context, { id }: { id: string }): Promise<Transfer> {
  return toTransfer(await getTransferRow(ctx, id), ctx.principal.mode === "live");
}
