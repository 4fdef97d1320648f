import type { ApplicationFeeRefund, InputOf, List, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { resourceMissing } from "../../platform/errors.ts";
import { getFeeRow, toFeeRefund } from "./application-fee.ts";
import { applicationFeeRefunds } from "./store.ts";
import type { ApplicationFeeRefundRow } from "./tables.ts";

/** Lists what of an application fee went back. */
export async function listFeeRefunds(
  ctx: Context,
  input: InputOf<Operations["application_fee_refunds.list"]>,
): Promise<List<ApplicationFeeRefund>> {
  const { id: fee, ...params } = input;
  await getFeeRow(ctx, fee);
  return applicationFeeRefunds.page(ctx.tx, {
    url: `/connect/application_fees/${fee}/refunds`,
    owner: ctx.principal.realm,
    params,
    filters: { fee },
    toResource: toFeeRefund,
  });
}

/** Reads a refund of an application fee: of the fee, where one is named. */
export async function getFeeRefund(
  ctx: Context,
  input: InputOf<Operations["application_fee_refunds.get"]>,
): Promise<ApplicationFeeRefund> {
  return toFeeRefund(await getFeeRefundRow(ctx, input));
}

/** Reads a refund of the caller's, or throws. */
export async function getFeeRefundRow(
  { tx, principal }: Context,
  { id, fee }: { id: string; fee?: string },
): Promise<ApplicationFeeRefundRow> {
  const row = await tx.first(applicationFeeRefunds.find, { id, realm: principal.realm });
  if (row && (fee === undefined || row.fee === fee)) return row;
  throw resourceMissing("refund of an application fee", id);
}
