import { formatAmount, type InputOf, type Operations, type Refund } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { dropEmptyValues } from "../../platform/metadata.ts";
import { inSandboxTime } from "../../platform/sandbox-time.ts";
import { recordEvent } from "../activity/index.ts";
import { changeBalance } from "../balance/index.ts";
import { getPaymentMethodRow, instrumentOf } from "../customers/index.ts";
import { readSettings, scheduleTransition } from "../settings/index.ts";
import { getChargeRow, saveCharge } from "./charge.ts";
import { withholds } from "./dispute-state.ts";
import { settleRefundJob } from "./jobs.ts";
import { assertAllows, getIntentRow } from "./payment-intent.ts";
import { refundShares } from "./refund-shares.ts";
import { availableOnOf, toRefund } from "./refund.ts";
import { disputesOfCharge, refunds } from "./store.ts";
import type { ChargeRow } from "./tables.ts";

type Input = InputOf<Operations["refunds.create"]>;

/** Refunds a charge, in full or in part. */
export async function createRefund(ctx: Context, input: Input, param = "payment_intent"): Promise<Refund> {
  const charge = await findRefundable(ctx, input, param);
  const amount = await refundableAmount(ctx, charge, input.amount);
  const id = ctx.platform.ids("refund");
  const { refund: behaviour } = instrumentOf(await getPaymentMethodRow(ctx, charge.payment_method));
  const change = await changeBalance(ctx, {
    type: "refund",
    movement: "refund",
    source: id,
    currency: charge.currency,
    amount: -amount,
    description: null,
    availableOn: await availableOnOf(ctx, charge),
  });
  const row = {
    id,
    realm: ctx.principal.realm,
    charge: charge.id,
    payment_intent: charge.payment_intent,
    amount,
    currency: charge.currency,
    status: behaviour === "pending" ? "pending" : "succeeded",
    reason: input.reason ?? null,
    failure_reason: null,
    balance_transaction: change.id,
    failure_balance_transaction: null,
    ...(await refundShares(inSandboxTime(ctx), charge, amount, input)),
    metadata: JSON.stringify(dropEmptyValues(input.metadata)),
    created: ctx.now,
  } as const;
  await ctx.tx.run(refunds.insert, row);
  if (behaviour) {
    const at = ctx.now + (await readSettings(ctx)).refund_delay_s;
    await scheduleTransition(ctx, { type: "refund", job: settleRefundJob, id, at });
  }
  await saveCharge(ctx, { ...charge, amount_refunded: charge.amount_refunded + amount }, "charge.refunded");
  const refund = toRefund(row, ctx.principal.mode === "live");
  await recordEvent(ctx, "refund.initiated", refund);
  if (row.status === "succeeded") await recordEvent(ctx, "refund.completed", refund);
  return refund;
}

/** Refunds what an intent collected. */
export function refundPaymentIntent(
  ctx: Context,
  { id, ...input }: InputOf<Operations["payment_intents.refund"]>,
): Promise<Refund> {
  return createRefund(ctx, { ...input, payment_intent: id }, "id");
}

async function findRefundable(
  ctx: Context,
  { charge: id, payment_intent: intent }: Input,
  param: string,
): Promise<ChargeRow> {
  if (id === undefined && intent === undefined) {
    throw new DomainError("parameter_missing", {
      message: "Send `charge` or `payment_intent`: what is to be refunded?",
      param: "payment_intent",
    });
  }
  const charge = id === undefined ? undefined : await getChargeRow(ctx, id, "charge");
  const row = await getIntentRow(ctx, intent ?? charge?.payment_intent ?? "", param);
  if (charge && charge.payment_intent !== row.id) {
    throw new DomainError("parameter_invalid", {
      message: `The charge ${charge.id} is of another payment intent.`,
      param: "charge",
    });
  }
  assertAllows(ctx, row, "refund");
  if (!charge) return getChargeRow(ctx, row.latest_charge ?? "", param);
  if (charge.captured === 1) return charge;
  throw new DomainError("charge_not_captured", {
    message: `The charge ${charge.id} collected nothing that could be refunded.`,
    param: "charge",
  });
}

async function refundableAmount(ctx: Context, charge: ChargeRow, wanted: number | undefined): Promise<number> {
  const left = charge.amount_captured - charge.amount_refunded;
  if (left === 0) {
    throw new DomainError("charge_already_refunded", {
      message: `The charge ${charge.id} is refunded already.`,
      param: wanted === undefined ? "charge" : "amount",
    });
  }
  if (charge.disputed === 1) {
    const all = await ctx.tx.all(disputesOfCharge, { realm: ctx.principal.realm, charge: charge.id });
    if (all.some(({ status }) => withholds[status])) {
      throw new DomainError("charge_disputed", {
        message: `The charge ${charge.id} is disputed: the payer's bank has the money.`,
        param: "charge",
      });
    }
  }
  if (wanted === undefined || wanted <= left) return wanted ?? left;
  throw new DomainError("amount_too_large", {
    message: `At most ${formatAmount(left, charge.currency)} of the charge can be refunded; this is ${formatAmount(wanted, charge.currency)}.`,
    param: "amount",
  });
}
