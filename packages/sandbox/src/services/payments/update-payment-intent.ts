import type { InputOf, Operations, PaymentIntent } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { mergeMetadata } from "../../platform/metadata.ts";
import { patched, patchedJson } from "../../platform/patch.ts";
import { getCustomerRow, getPaymentMethodRow, resolvePaymentMethod, toShipping } from "../customers/index.ts";
import { assertChargeable } from "./amount-limits.ts";
import { assertMethodFits, assertTypesFit } from "./assert-fits.ts";
import { assertShares, withTransferAmount } from "./connect-terms.ts";
import { assertAllows, assertOwnTerms, getIntentRow, parseTypes, saveIntent } from "./payment-intent.ts";
import { nextStatus } from "./payment-intent-state.ts";
import type { PaymentIntentRow } from "./tables.ts";

type Input = InputOf<Operations["payment_intents.update"]>;

const terms = [
  "amount",
  "application_fee_amount",
  "currency",
  "customer",
  "payment_method",
  "payment_method_data",
  "payment_method_types",
  "setup_future_usage",
  "transfer_data",
] as const;

/** The terms that are the owner's where an invoice or a Checkout session asks for the payment; how it is paid is not. */
const ownersTerms = [
  "amount",
  "application_fee_amount",
  "currency",
  "customer",
  "payment_method_types",
  "transfer_data",
] as const;

/** Changes an intent: its terms as long as nothing is collected, what is noted on it at any time. */
export async function updatePaymentIntent(ctx: Context, input: Input): Promise<PaymentIntent> {
  const row = await getIntentRow(ctx, input.id);
  assertOwnTerms(row, input, ownersTerms);
  return update(ctx, row, input);
}

/** Has an intent ask for what its owner says, with the shares of others in it. */
export async function changeOwnedAmount(
  ctx: Context,
  id: string,
  amount: number,
  { application_fee_amount: fee, transfer_data: data }: Pick<PaymentIntent, "application_fee_amount" | "transfer_data">,
): Promise<PaymentIntent> {
  const transfer = data && data.amount !== null ? { transfer_data: { amount: data.amount } } : {};
  return update(ctx, await getIntentRow(ctx, id), { id, amount, application_fee_amount: fee, ...transfer });
}

async function update(ctx: Context, row: PaymentIntentRow, input: Input): Promise<PaymentIntent> {
  const changesTerms = terms.some((name) => input[name] !== undefined);
  assertAllows(ctx, row, changesTerms ? "update" : "annotate");
  const noted = {
    ...row,
    description: patched(input.description, row.description),
    metadata: mergeMetadata(row.metadata, input.metadata),
    receipt_email: patched(input.receipt_email, row.receipt_email),
    shipping: patchedJson(input.shipping, row.shipping, toShipping),
    statement_descriptor: patched(input.statement_descriptor, row.statement_descriptor),
    statement_descriptor_suffix: patched(input.statement_descriptor_suffix, row.statement_descriptor_suffix),
    transfer_group: patched(input.transfer_group, row.transfer_group),
  };
  return saveIntent(ctx, changesTerms ? await changeTerms(ctx, noted, input) : noted, "payment.updated");
}

async function changeTerms(ctx: Context, row: PaymentIntentRow, input: Input): Promise<PaymentIntentRow> {
  const changed = {
    ...withTransferAmount(row, input.transfer_data?.amount),
    amount: input.amount ?? row.amount,
    application_fee_amount: patched(input.application_fee_amount, row.application_fee_amount),
    currency: input.currency ?? row.currency,
    customer: input.customer === undefined ? row.customer : (await getCustomerRow(ctx, input.customer, "customer")).id,
    payment_method_types: input.payment_method_types
      ? JSON.stringify([...new Set(input.payment_method_types)])
      : row.payment_method_types,
    setup_future_usage: patched(input.setup_future_usage, row.setup_future_usage),
    next_action: null,
    authenticated: 0,
  };
  assertChargeable(changed.amount, changed.currency);
  assertShares(ctx, changed);
  assertTypesFit(parseTypes(changed.payment_method_types), changed);
  const chosen = await resolvePaymentMethod(ctx, { name: input.payment_method, data: input.payment_method_data });
  const method =
    chosen ?? (row.payment_method === null ? undefined : await getPaymentMethodRow(ctx, row.payment_method));
  if (method) await assertMethodFits(ctx, changed, method);
  const status = nextStatus(row.status, "update", chosen ? "method_chosen" : "done");
  if (!status) throw new Error(`A ${row.status} intent cannot be updated.`);
  return { ...changed, status, payment_method: method?.id ?? null };
}
