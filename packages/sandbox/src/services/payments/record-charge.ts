import type { PaymentMethodDetails } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { recordEvent } from "../activity/index.ts";
import { chargeOutcome, instrumentOf, type AttemptOutcome, type PaymentMethodRow } from "../customers/index.ts";
import { toCharge, type ChargeEvent } from "./charge.ts";
import { collect } from "./collect.ts";
import { invoiceOf } from "./payment-intent.ts";
import { charges } from "./store.ts";
import type { ChargeRow, PaymentIntentRow } from "./tables.ts";

/** How one try went, and what is to become of the money. */
export interface Attempted {
  outcome: Exclude<AttemptOutcome, { kind: "challenged" }>;
  /** Collect at once; else the money is only authorised. */
  capture: boolean;
  /** Whether the payer passed an authentication for it. */
  authenticated: boolean;
  /** Until when an authorisation can be captured, in seconds. */
  captureBefore?: number;
}

const statusOf: Record<Attempted["outcome"]["kind"], ChargeRow["status"]> = {
  approved: "succeeded",
  declined: "failed",
  from_cash_balance: "succeeded",
  processing: "pending",
};
const eventOf: Record<ChargeRow["status"], ChargeEvent> = {
  failed: "charge.failed",
  pending: "charge.pending",
  succeeded: "charge.succeeded",
};

/** Keeps a try at an intent as a charge, and collects what is to be collected. */
export async function recordCharge(
  ctx: Context,
  intent: PaymentIntentRow,
  method: PaymentMethodRow,
  attempted: Attempted,
): Promise<ChargeRow> {
  const { outcome, capture } = attempted;
  const declined = outcome.kind === "declined";
  const status = statusOf[outcome.kind];
  const base: ChargeRow = {
    n: 0,
    id: ctx.platform.ids("charge"),
    realm: intent.realm,
    payment_intent: intent.id,
    amount: intent.amount,
    amount_captured: 0,
    amount_refunded: 0,
    application_fee: null,
    application_fee_amount: intent.application_fee_amount,
    currency: intent.currency,
    status,
    captured: 0,
    released: 0,
    customer: intent.customer,
    disputed: 0,
    failure_code: declined ? outcome.code : null,
    failure_message: declined ? outcome.message : null,
    invoice: invoiceOf(intent),
    on_behalf_of: intent.on_behalf_of,
    outcome: JSON.stringify(chargeOutcome(outcome)),
    payment_method: method.id,
    payment_method_details: JSON.stringify(detailsOf(method, attempted, intent.incremental === 1)),
    billing_details: method.billing_details,
    balance_transaction: null,
    description: intent.description,
    receipt_email: intent.receipt_email,
    shipping: intent.shipping,
    transfer: null,
    transfer_data: intent.transfer_data,
    transfer_group: groupOf(intent),
    statement_descriptor: intent.statement_descriptor,
    metadata: intent.metadata,
    created: ctx.now,
  };
  const row = status === "succeeded" && capture ? await collect(ctx, base, instrumentOf(method)) : base;
  await ctx.tx.run(charges.insert, row);
  await recordEvent(ctx, eventOf[status], toCharge(row, ctx.principal.mode === "live"));
  return row;
}

/** What is transferred of a charge belongs to its payment, unless the caller has a group of his own. */
const groupOf = ({ id, transfer_data: data, transfer_group: group }: PaymentIntentRow) =>
  group ?? (data === null ? null : `group_${id}`);

function detailsOf(
  method: PaymentMethodRow,
  { authenticated, captureBefore }: Attempted,
  incremental: boolean,
): PaymentMethodDetails {
  // What the customers' service stored is what the contract shows.
  const details = JSON.parse(method.details) as NonNullable<PaymentMethodDetails["card"]>;
  if (method.type !== "card") return { type: method.type, [method.type]: details };
  return {
    type: "card",
    card: {
      ...details,
      ...(captureBefore !== undefined && {
        capture_before: captureBefore,
        incremental_authorization: { status: incremental ? "available" : "unavailable" },
      }),
      network: details.brand,
      three_d_secure: authenticated ? { authenticated: true, result: "authenticated", version: "2.2.0" } : null,
    },
  };
}
