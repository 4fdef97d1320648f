import { formatAmount, type InputOf, type Operations, type PaymentIntent } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { unscheduleVerb } from "../../platform/queue/verb-job.ts";
import { getPaymentMethodRow, instrumentOf } from "../customers/index.ts";
import { getChargeRow, saveCharge } from "./charge.ts";
import { collect } from "./collect.ts";
import { assertShares, withTransferAmount } from "./connect-terms.ts";
import { expireAuthorizationJob } from "./jobs.ts";
import { assertAllows, getIntentRow, saveIntent } from "./payment-intent.ts";
import type { ChargeRow } from "./tables.ts";

type Input = InputOf<Operations["payment_intents.capture"]>;

/** Collects what was authorised, or a part of it; the rest is released. */
export async function capturePaymentIntent(ctx: Context, input: Input): Promise<PaymentIntent> {
  const row = await getIntentRow(ctx, input.id);
  assertAllows(ctx, row, "capture");
  const amount = input.amount_to_capture ?? row.amount_capturable;
  if (amount > row.amount_capturable) {
    const most = formatAmount(row.amount_capturable, row.currency);
    throw new DomainError("amount_too_large", {
      message: `At most ${most} can be captured; this is ${formatAmount(amount, row.currency)}.`,
      param: "amount_to_capture",
    });
  }
  const charge = await getChargeRow(ctx, row.latest_charge ?? "");
  const terms = termsOf(charge, input);
  assertShares(ctx, terms);
  const method = await getPaymentMethodRow(ctx, charge.payment_method);
  const captured = await collect(ctx, terms, instrumentOf(method), amount);
  await saveCharge(ctx, captured, "charge.captured");
  await unscheduleVerb(ctx, expireAuthorizationJob, row.id);
  const { application_fee_amount, transfer_data } = terms;
  const shares = { application_fee_amount, transfer_data };
  const paid = { ...row, ...shares, status: "succeeded", amount_capturable: 0, amount_received: amount } as const;
  return saveIntent(ctx, paid, "payment.succeeded");
}

/** The charge with what is to be shared of it, if the caller says it now. */
function termsOf(charge: ChargeRow, { application_fee_amount: fee, transfer_data: data }: Input): ChargeRow {
  const changed = withTransferAmount(charge, data?.amount);
  return fee === undefined ? changed : { ...changed, application_fee_amount: fee };
}
