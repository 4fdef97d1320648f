import type { paymentBehaviors } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { DomainError } from "../../../platform/errors.ts";
import { openInvoice } from "../invoices/finalize-invoice.ts";
import { followFailure } from "../invoices/follow-invoice.ts";
import { amountDue } from "../invoices/invoice.ts";
import { chosenMethod, tryPayment } from "../invoices/invoice-payment.ts";
import type { InvoiceRow } from "../invoices/invoice-tables.ts";
import { settleInvoice } from "../invoices/settle-invoice.ts";

/** What becomes of a change whose payment fails. */
export type PaymentBehavior = (typeof paymentBehaviors)[number];

/** Finalises the invoice of a change and has it paid at once, unless the caller confirms its payment himself. */
export async function collectNow(ctx: Context, draft: InvoiceRow, behavior: PaymentBehavior): Promise<void> {
  const open = await openInvoice(ctx, draft);
  if (amountDue(open) === 0) {
    await settleInvoice(ctx, open);
    return;
  }
  if (behavior === "default_incomplete") return followFailure(ctx, open);
  const method = await chosenMethod(ctx, open);
  if (method === null) {
    throw new DomainError("parameter_missing", {
      message: "Neither the subscription nor the customer has a default payment method.",
      param: "default_payment_method",
    });
  }
  const result = await tryPayment(ctx, open, method);
  if (result instanceof DomainError && behavior === "error_if_incomplete") throw result;
}
