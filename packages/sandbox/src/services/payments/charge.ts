import type { Charge } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { resourceMissing } from "../../platform/errors.ts";
import { recordEvent } from "../activity/index.ts";
import { parseTransferData } from "./connect-terms.ts";
import { charges } from "./store.ts";
import type { ChargeRow } from "./tables.ts";

/** The charge as the API shows it. */
export function toCharge(row: Omit<ChargeRow, "n">, livemode: boolean): Charge {
  return {
    id: row.id,
    object: "charge",
    amount: row.amount,
    amount_captured: row.amount_captured,
    amount_refunded: row.amount_refunded,
    application_fee: row.application_fee,
    application_fee_amount: row.application_fee_amount,
    balance_transaction: row.balance_transaction,
    billing_details: JSON.parse(row.billing_details) as Charge["billing_details"],
    captured: row.captured === 1,
    created: row.created,
    currency: row.currency,
    customer: row.customer,
    description: row.description,
    disputed: row.disputed === 1,
    failure_code: row.failure_code,
    failure_message: row.failure_message,
    invoice: row.invoice,
    livemode,
    metadata: JSON.parse(row.metadata) as Charge["metadata"],
    on_behalf_of: row.on_behalf_of,
    outcome: JSON.parse(row.outcome) as Charge["outcome"],
    paid: row.status === "succeeded",
    payment_intent: row.payment_intent,
    payment_method: row.payment_method,
    payment_method_details: JSON.parse(row.payment_method_details) as Charge["payment_method_details"],
    receipt_email: row.receipt_email,
    refunded: row.amount_captured > 0 && row.amount_refunded === row.amount_captured,
    released: row.released === 1,
    shipping: row.shipping === null ? null : (JSON.parse(row.shipping) as Charge["shipping"]),
    statement_descriptor: row.statement_descriptor,
    status: row.status,
    transfer: row.transfer,
    transfer_data: parseTransferData(row.transfer_data),
    transfer_group: row.transfer_group,
  };
}

/** Reads a charge, or throws. */
export async function getChargeRow({ tx, principal }: Context, id: string, param = "id"): Promise<ChargeRow> {
  const row = await tx.first(charges.find, { id, realm: principal.realm });
  if (!row) throw resourceMissing("charge", id, param);
  return row;
}

/** The events that a charge's change is told by. */
export type ChargeEvent =
  | "charge.captured"
  | "charge.expired"
  | "charge.failed"
  | "charge.pending"
  | "charge.refunded"
  | "charge.released"
  | "charge.succeeded"
  | "charge.updated";

/** Writes a changed charge, and tells of it if there is a word for it. */
export async function saveCharge(ctx: Context, row: ChargeRow, type?: ChargeEvent): Promise<void> {
  await ctx.tx.run(charges.update, row);
  if (type) await recordEvent(ctx, type, toCharge(row, ctx.principal.mode === "live"));
}
