import type { InputOf, Operations, PaymentMethod } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { recordEvent } from "../activity/index.ts";
import { attachRow } from "./attach.ts";
import { getCustomerRow } from "./customer.ts";
import { instrumentOf } from "./instruments.ts";
import { resolvePaymentMethod } from "./resolve-payment-method.ts";
import type { PaymentMethodRow } from "./tables.ts";

/** Gives a payment method to a customer, if the issuer agrees. */
export async function attachPaymentMethod(
  ctx: Context,
  input: InputOf<Operations["payment_methods.attach"]>,
): Promise<PaymentMethod> {
  const row = await resolvePaymentMethod(ctx, { name: input.id, param: "id" });
  if (!row) throw new Error("A name was sent.");
  const customer = await getCustomerRow(ctx, input.customer, "customer");
  assertAttachable(row, customer.id);
  const method = await attachRow(ctx, row, customer.id);
  if (input.as_source === true) await recordEvent(ctx, "customer.source.created", method);
  return method;
}

/** Throws where the method is another customer's, or its issuer declines when asked. */
function assertAttachable(row: PaymentMethodRow, customer: string): void {
  if (row.customer !== null && row.customer !== customer) {
    throw new DomainError("payment_method_unexpected_state", {
      message: `The payment method ${row.id} is another customer's.`,
      param: "customer",
    });
  }
  const { attaching } = instrumentOf(row);
  if (attaching.kind === "approved") return;
  const { code, declineCode, message } = attaching;
  throw new DomainError(code, { message, ...(declineCode !== null && { declineCode }) });
}
