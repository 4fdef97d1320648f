import type { ApplicationFee, ApplicationFeeRefund } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { resourceMissing } from "../../platform/errors.ts";
import { applicationFees } from "./store.ts";
import type { ApplicationFeeRefundRow, ApplicationFeeRow } from "./tables.ts";

/** The fee as the API shows it to the platform. */
export function toApplicationFee({ principal }: Context, row: Omit<ApplicationFeeRow, "n">): ApplicationFee {
  return {
    id: row.id,
    object: "application_fee",
    account: row.account,
    amount: row.amount,
    amount_refunded: row.amount_refunded,
    balance_transaction: row.balance_transaction,
    charge: row.charge,
    created: row.created,
    currency: row.currency,
    livemode: principal.mode === "live",
    originating_transaction: row.originating_transaction,
    platform: principal.account,
    refunded: row.amount_refunded === row.amount,
  };
}

/** The refund of a fee as the API shows it. */
export function toFeeRefund(row: Omit<ApplicationFeeRefundRow, "n">): ApplicationFeeRefund {
  return {
    id: row.id,
    object: "fee_refund",
    amount: row.amount,
    balance_transaction: row.balance_transaction,
    created: row.created,
    currency: row.currency,
    fee: row.fee,
    metadata: JSON.parse(row.metadata) as ApplicationFeeRefund["metadata"],
  };
}

/** Reads a fee of the caller's, or throws. */
export async function getFeeRow({ tx, principal }: Context, id: string): Promise<ApplicationFeeRow> {
  const row = await tx.first(applicationFees.find, { id, realm: principal.realm });
  if (!row) throw resourceMissing("application fee", id);
  return row;
}

/** Reads an application fee. */
export async function getApplicationFee(ctx: Context, { id }: { id: string }): Promise<ApplicationFee> {
  return toApplicationFee(ctx, await getFeeRow(ctx, id));
}
