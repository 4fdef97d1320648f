import { formatAmount, type InputOf, type Operations, type PaymentIntent } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { mergeMetadata } from "../../platform/metadata.ts";
import { blockedByRule } from "../customers/index.ts";
import { assertChargeable } from "./amount-limits.ts";
import { declineError } from "./attempt.ts";
import { getChargeRow, saveCharge } from "./charge.ts";
import { assertShares, withTransferAmount } from "./connect-terms.ts";
import { assertAllows, getIntentRow, saveIntent, toPaymentIntent } from "./payment-intent.ts";
import { assessRisk } from "./risk.ts";
import { paymentIntents } from "./store.ts";
import type { PaymentIntentRow } from "./tables.ts";

type Input = InputOf<Operations["payment_intents.increment_authorization"]>;

/** How often it can be tried, as Stripe has it. */
const triesMax = 10;

/** Raises what a card has authorised. A decline is kept and returned; the earlier authorisation stays. */
export async function incrementAuthorization(ctx: Context, input: Input): Promise<PaymentIntent | DomainError> {
  const row = await getIntentRow(ctx, input.id);
  assertAllows(ctx, row, "increment");
  assertIncremental(ctx, row, input.amount);
  const tried = { ...row, increments: row.increments + 1 };
  const shares = withTransferAmount(tried, input.transfer_data?.amount);
  const raised: PaymentIntentRow = {
    ...shares,
    amount: input.amount,
    amount_capturable: input.amount,
    application_fee_amount: input.application_fee_amount ?? row.application_fee_amount,
    description: input.description ?? row.description,
    metadata: mergeMetadata(row.metadata, input.metadata),
    statement_descriptor: input.statement_descriptor ?? row.statement_descriptor,
  };
  assertChargeable(raised.amount, raised.currency);
  assertShares(ctx, raised);
  if (await assessRisk(ctx, row)) {
    await ctx.tx.run(paymentIntents.update, tried);
    const intent = toPaymentIntent(ctx, tried);
    return declineError(blockedByRule, { payment_intent: intent, charge: row.latest_charge });
  }
  const charge = await getChargeRow(ctx, row.latest_charge ?? "");
  const { amount, application_fee_amount, description, statement_descriptor, transfer_data } = raised;
  const terms = { amount, application_fee_amount, description, statement_descriptor, transfer_data };
  await saveCharge(ctx, { ...charge, ...terms }, "charge.updated");
  return saveIntent(ctx, raised, "payment.amount_capturable_updated");
}

function assertIncremental(ctx: Context, row: PaymentIntentRow, amount: number): void {
  if (row.incremental === 0) {
    throw new DomainError("payment_intent_unexpected_state", {
      message:
        "What the card has authorised cannot be raised: ask for that when the payment is confirmed, by `incremental_authorization: if_available`.",
      resource: { payment_intent: toPaymentIntent(ctx, row) },
    });
  }
  if (row.increments >= triesMax) {
    throw new DomainError("payment_intent_unexpected_state", {
      message: `What the card has authorised was raised, or tried to be, ${triesMax} times: that is the most.`,
      resource: { payment_intent: toPaymentIntent(ctx, row) },
    });
  }
  if (amount > row.amount) return;
  throw new DomainError("parameter_invalid", {
    message: `${formatAmount(row.amount, row.currency)} is authorised already: send more than that.`,
    param: "amount",
  });
}
