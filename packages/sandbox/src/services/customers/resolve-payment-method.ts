import type { PaymentMethodData } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { findInstrument } from "./instruments.ts";
import { make, makeFromData } from "./make-payment-method.ts";
import { assertUsable } from "./payment-method.ts";
import { paymentMethods } from "./store.ts";
import type { PaymentMethodRow } from "./tables.ts";

/** What a caller names a payment method by. */
export interface MethodChoice {
  /** An id, the name of a test payment method, a token or a test card number. */
  name?: string | undefined;
  data?: PaymentMethodData | undefined;
  /** The parameter that it came in. */
  param?: string;
}

/**
 * The payment method that a caller names, made on the spot where a test instrument or data are sent; undefined when nothing
 * is. Throws where there is none of that name, or where it was detached.
 */
export async function resolvePaymentMethod(
  ctx: Context,
  { name, data, param = "payment_method" }: MethodChoice,
): Promise<PaymentMethodRow | undefined> {
  if (data !== undefined) {
    if (name !== undefined) {
      throw new DomainError("parameter_invalid", {
        message: "Send `payment_method` or `payment_method_data`, not both.",
        param: "payment_method_data",
      });
    }
    return makeFromData(ctx, data, "payment_method_data");
  }
  if (name === undefined) return undefined;
  const instrument = findInstrument(name);
  if (instrument) return make(ctx, instrument, /^[\d -]+$/.test(name) ? { number: name.replace(/[ -]/g, "") } : {});
  const row = await ctx.tx.first(paymentMethods.find, { id: name, realm: ctx.principal.realm });
  if (!row) throw methodMissing(name, param);
  assertUsable(row, param);
  return row;
}

/** The error for a name that no payment method has. A wrong number may be a real one: it is not repeated. */
function methodMissing(name: string, param: string): DomainError {
  const shown = /^[\d -]{8,}$/.test(name) ? "with this number" : `'${name}'`;
  return new DomainError("resource_missing", {
    message: `There is no payment method ${shown}. Try pm_card_visa, tok_visa or 4242424242424242.`,
    param,
  });
}
