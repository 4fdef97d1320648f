import type { InputOf, Invoice, Operations } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { DomainError } from "../../../platform/errors.ts";
import { resolvePaymentMethod } from "../../customers/index.ts";
import { openInvoice } from "./finalize-invoice.ts";
import { amountDue, assertInvoiceAllows, getInvoiceRow } from "./invoice.ts";
import { chosenMethod, endPayment, tryPayment, type PageTerms } from "./invoice-payment.ts";
import { settleInvoice } from "./settle-invoice.ts";

type Input = InputOf<Operations["invoices.pay"]>;

/** Tries once to have an invoice paid, or notes that it was paid elsewhere. A draft is finalised first. */
export async function payInvoice(ctx: Context, input: Input, terms: PageTerms = {}): Promise<Invoice | DomainError> {
  const found = await getInvoiceRow(ctx, input.id);
  assertInvoiceAllows(ctx, found, "pay");
  if (input.paid_out_of_band && input.payment_method !== undefined) {
    throw new DomainError("parameter_invalid", {
      message: "Leave `payment_method` out when the invoice is paid elsewhere.",
      param: "payment_method",
    });
  }
  const row = found.status === "draft" ? await openInvoice(ctx, found) : found;
  if (amountDue(row) === 0) {
    // What is not needed must be there all the same.
    await resolvePaymentMethod(ctx, { name: input.payment_method });
    return settleInvoice(ctx, row);
  }
  if (input.paid_out_of_band) {
    await endPayment(ctx, row);
    return settleInvoice(ctx, row, true);
  }
  const method = input.payment_method ?? (await chosenMethod(ctx, row));
  if (method !== null) return tryPayment(ctx, row, method, terms);
  throw new DomainError("parameter_missing", {
    message: "Neither the invoice nor the customer has a default payment method: send `payment_method`.",
    param: "payment_method",
  });
}
