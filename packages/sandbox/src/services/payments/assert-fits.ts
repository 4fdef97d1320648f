import type { Asset, PaymentMethodType } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError, resourceMissing } from "../../platform/errors.ts";
import { currencyOfType, type PaymentMethodRow } from "../customers/index.ts";
import { parseTypes } from "./payment-intent.ts";
import { usedOnce } from "./store.ts";
import type { PaymentIntentRow } from "./tables.ts";

/** Throws where a type of payment method does not go with the currency or the way of capture. */
export function assertTypesFit(
  types: readonly PaymentMethodType[],
  { currency, capture_method: captureMethod }: Pick<PaymentIntentRow, "currency" | "capture_method">,
): void {
  for (const [index, type] of types.entries()) {
    const needed: Asset | null = currencyOfType[type];
    if (needed !== null && needed !== currency) {
      throw new DomainError("payment_method_currency_mismatch", {
        message: `Payments by ${type} are in ${needed} only, not in ${currency}.`,
        param: `payment_method_types[${index}]`,
      });
    }
    if (captureMethod === "manual" && type !== "card") {
      throw new DomainError("parameter_invalid", {
        message: `Payments by ${type} cannot be captured later: leave \`capture_method\` automatic.`,
        param: "capture_method",
      });
    }
  }
}

/** Throws where a payment method is not of the intent's types, or belongs to somebody else. */
export async function assertMethodFits(
  ctx: Context,
  intent: PaymentIntentRow,
  method: PaymentMethodRow,
  param = "payment_method",
): Promise<void> {
  const types = parseTypes(intent.payment_method_types);
  if (!types.includes(method.type)) {
    throw new DomainError("payment_intent_incompatible_payment_method", {
      message: `The payment intent takes ${types.join(", ")}; the payment method is of the type ${method.type}.`,
      param,
    });
  }
  await assertOwnerFits(ctx, method, intent.customer, param);
}

/** Throws where a payment method is another customer's, or was used up. */
export async function assertOwnerFits(
  ctx: Context,
  method: PaymentMethodRow,
  customer: string | null,
  param: string,
): Promise<void> {
  if (method.customer !== null) {
    if (customer === null) {
      throw new DomainError("parameter_missing", {
        message: `The payment method ${method.id} is a customer's: send \`customer\` too.`,
        param: "customer",
      });
    }
    if (method.customer !== customer) throw resourceMissing("payment method", method.id, param);
  } else if (method.n !== 0) {
    // One that was made a moment ago has no number yet, and no past.
    const used = await ctx.tx.first(usedOnce, { realm: ctx.principal.realm, payment_method: method.id });
    if (used) {
      throw new DomainError("payment_method_unexpected_state", {
        message: `The payment method ${method.id} was used once without a customer and may not be used again.`,
        param,
      });
    }
  }
  if (method.type === "customer_balance" && customer === null) {
    throw new DomainError("parameter_missing", {
      message: "Only a customer has a cash balance: send `customer`.",
      param: "customer",
    });
  }
}
