import { paymentMethodTypes, type InputOf, type Operations, type PaymentIntent } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { dropEmptyValues } from "../../platform/metadata.ts";
import { recordEvent } from "../activity/index.ts";
import { currencyOfType, getCustomerRow, resolvePaymentMethod, toShipping } from "../customers/index.ts";
import { assertChargeable } from "./amount-limits.ts";
import { assertMethodFits, assertTypesFit } from "./assert-fits.ts";
import { attempt } from "./attempt.ts";
import { withToken } from "./confirmation-token.ts";
import { connectTermsOf } from "./connect-terms.ts";
import { toPaymentIntent } from "./payment-intent.ts";
import { paymentIntents } from "./store.ts";
import type { PaymentIntentRow } from "./tables.ts";

type Input = InputOf<Operations["payment_intents.create"]>;

/**
 * Creates a payment intent, and with `confirm` tries to collect it at once. Its owner is the invoice or the Checkout session
 * that asks for the payment.
 */
export async function createPaymentIntent(
  ctx: Context,
  sent: Input,
  owner: string | null = null,
): Promise<PaymentIntent | DomainError> {
  assertChargeable(sent.amount, sent.currency);
  assertConfirmable(sent);
  const id = ctx.platform.ids("paymentIntent");
  const input = await withToken(ctx, sent, { payment_intent: id });
  const customer = input.customer === undefined ? null : (await getCustomerRow(ctx, input.customer, "customer")).id;
  const captureMethod = input.capture_method ?? "automatic";
  const types = typesOf(input);
  assertTypesFit(types, { currency: input.currency, capture_method: captureMethod });
  const method = await resolvePaymentMethod(ctx, { name: input.payment_method, data: input.payment_method_data });

  const row: PaymentIntentRow = {
    n: 0,
    id,
    realm: ctx.principal.realm,
    amount: input.amount,
    amount_capturable: 0,
    amount_received: 0,
    amount_funded: 0,
    currency: input.currency,
    status: method ? "requires_confirmation" : "requires_payment_method",
    capture_method: captureMethod,
    confirmation_method: input.confirmation_method ?? "automatic",
    incremental: Number(input.incremental_authorization === "if_available"),
    increments: 0,
    authenticated: 0,
    customer,
    description: input.description ?? null,
    owner,
    payment_method: method?.id ?? null,
    payment_method_types: JSON.stringify(types),
    automatic_payment_methods: redirectsOf(input),
    latest_charge: null,
    last_payment_error: null,
    next_action: null,
    cancellation_reason: null,
    canceled_at: null,
    setup_future_usage: input.setup_future_usage ?? null,
    return_url: input.return_url ?? null,
    receipt_email: input.receipt_email ?? null,
    shipping: input.shipping ? JSON.stringify(toShipping(input.shipping)) : null,
    ...(await connectTermsOf(ctx, input)),
    statement_descriptor: input.statement_descriptor ?? null,
    statement_descriptor_suffix: input.statement_descriptor_suffix ?? null,
    metadata: JSON.stringify(dropEmptyValues(input.metadata)),
    created: ctx.now,
  };
  if (method) await assertMethodFits(ctx, row, method);
  await ctx.tx.run(paymentIntents.insert, row);
  const intent = toPaymentIntent(ctx, row);
  await recordEvent(ctx, "payment.created", intent);
  if (!input.confirm || !method) return intent;
  const refuseChallenge = (input.off_session ?? false) || (input.error_on_requires_action ?? false);
  return attempt(ctx, row, method, { command: "confirm", refuseChallenge });
}

function assertConfirmable(input: Input): void {
  const { payment_method: name, payment_method_data: data, confirmation_token: token } = input;
  if (input.confirm && name === undefined && data === undefined && token === undefined) {
    throw new DomainError("parameter_missing", {
      message: "With `confirm: true` a `payment_method` is needed, for example pm_card_visa.",
      param: "payment_method",
    });
  }
  for (const name of ["confirmation_token", "off_session", "error_on_requires_action", "return_url"] as const) {
    if (!input.confirm && input[name] !== undefined) {
      throw new DomainError("parameter_invalid", {
        message: `'${name}' goes with \`confirm: true\` only; send it when you confirm.`,
        param: name,
      });
    }
  }
}

const redirectsOf = ({ automatic_payment_methods: automatic }: Input) =>
  automatic?.enabled ? (automatic.allow_redirects ?? "always") : null;

function typesOf(input: Input): readonly PaymentIntent["payment_method_types"][number][] {
  if (input.payment_method_types !== undefined) {
    if (input.automatic_payment_methods?.enabled) {
      throw new DomainError("parameter_invalid", {
        message: "Send `payment_method_types` or `automatic_payment_methods`, not both.",
        param: "payment_method_types",
      });
    }
    return [...new Set(input.payment_method_types)];
  }
  if (!input.automatic_payment_methods?.enabled) return ["card"];
  const { customer, currency, capture_method: captureMethod } = input;
  return paymentMethodTypes.filter(
    (type) =>
      [null, currency].includes(currencyOfType[type]) &&
      (type === "card" || captureMethod !== "manual") &&
      (type !== "customer_balance" || customer !== undefined),
  );
}
