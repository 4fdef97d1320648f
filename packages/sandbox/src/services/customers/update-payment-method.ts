import type { BillingDetails, CardDetails, InputOf, Operations, PaymentMethod } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { mergeMetadata } from "../../platform/metadata.ts";
import { recordEvent } from "../activity/index.ts";
import { assertExpiry } from "./card-data.ts";
import { assertUsable, getPaymentMethodRow, toBillingDetails, toPaymentMethod } from "./payment-method.ts";
import { paymentMethods } from "./store.ts";
import type { PaymentMethodRow } from "./tables.ts";

type Input = InputOf<Operations["payment_methods.update"]>;

/** Changes billing details, metadata or a card's expiry. */
export async function updatePaymentMethod(ctx: Context, input: Input): Promise<PaymentMethod> {
  const row = await getPaymentMethodRow(ctx, input.id);
  assertUsable(row, "id");
  const changed = {
    ...row,
    details: input.card ? changeExpiry(ctx, row, input.card) : row.details,
    billing_details: mergeBilling(row.billing_details, input.billing_details),
    metadata: mergeMetadata(row.metadata, input.metadata),
  };
  await ctx.tx.run(paymentMethods.update, changed);
  const method = toPaymentMethod(changed, ctx.principal.mode === "live");
  await recordEvent(ctx, "payment_method.updated", method);
  if (input.as_source === true) await recordEvent(ctx, "customer.source.updated", method);
  return method;
}

function changeExpiry(ctx: Context, row: PaymentMethodRow, card: NonNullable<Input["card"]>): string {
  if (row.type !== "card") {
    throw new DomainError("parameter_invalid", { message: "This payment method is no card.", param: "card" });
  }
  const details = JSON.parse(row.details) as CardDetails;
  const { month, year } = assertExpiry(
    card.exp_month ?? details.exp_month,
    card.exp_year ?? details.exp_year,
    ctx.now,
    "card",
  );
  return JSON.stringify({ ...details, exp_month: month, exp_year: year });
}

function mergeBilling(stored: string, sent: Input["billing_details"]): string {
  if (sent === undefined) return stored;
  const known = Object.entries(toBillingDetails(sent)).filter(([, value]) => value !== null);
  return JSON.stringify({ ...(JSON.parse(stored) as BillingDetails), ...Object.fromEntries(known) });
}
