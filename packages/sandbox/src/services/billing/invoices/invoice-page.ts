import type { InputOf, InvoicePage, Operations, PaymentIntent } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { DomainError, resourceMissing } from "../../../platform/errors.ts";
import { createPaymentMethod, getCustomer } from "../../customers/index.ts";
import { getPaymentIntent } from "../../payments/index.ts";
import { assertInvoiceAllows, getInvoiceRow, toInvoice } from "./invoice.ts";
import { totalsIn } from "./invoice-lines.ts";
import { invoicePageUrl } from "./invoice-page-url.ts";
import { tryPayment } from "./invoice-payment.ts";
import { invoiceTransitions } from "./invoice-state.ts";
import type { InvoiceRow } from "./invoice-tables.ts";
import { taxRatesOf } from "../catalogue/tax-rate.ts";

/** What the page of an invoice shows to the payer who holds its secret. */
export async function getInvoicePage(ctx: Context): Promise<InvoicePage> {
  const row = await getShownRow(ctx);
  const { email, name } = await getCustomer(ctx, { id: row.customer });
  const payable = invoiceTransitions[row.status].pay !== null;
  const intent =
    payable && row.payment_intent !== null ? await getPaymentIntent(ctx, { id: row.payment_intent }) : undefined;
  const error = intent?.last_payment_error;
  return {
    object: "invoice_page",
    customer: { email, name },
    error: error ? { code: error.code, message: error.message } : null,
    invoice: toInvoice(ctx, row),
    next_url: intent?.next_action?.redirect_to_url?.url ?? null,
    payment_method_types: typesOf(intent),
    tax_rates: await taxRatesOf(ctx, totalsIn(row).total_taxes),
  };
}

/** Pays as the payer. A decline is kept, and answered as such; that he has to authenticate is shown by the page. */
export async function submitInvoicePage(
  ctx: Context,
  { payment_method_data: data }: InputOf<Operations["invoice_page.submit"]>,
): Promise<InvoicePage | DomainError> {
  const row = await getShownRow(ctx);
  assertInvoiceAllows(ctx, row, "pay");
  const method = await createPaymentMethod(ctx, data);
  const result = await tryPayment(ctx, row, method.id, { return_url: invoicePageUrl(ctx.platform, row) });
  const declined = result instanceof DomainError && result.code !== "authentication_required";
  return declined ? result : getInvoicePage(ctx);
}

async function getShownRow(ctx: Context): Promise<InvoiceRow> {
  const id = ctx.principal.credential ?? "";
  const row = await getInvoiceRow(ctx, id);
  if (row.status === "draft") throw resourceMissing("invoice", id);
  return row;
}

/** While a bank is asked nothing else can be tried. */
const typesOf = (intent: PaymentIntent | undefined): PaymentIntent["payment_method_types"] =>
  intent === undefined || intent.status === "processing" ? [] : intent.payment_method_types;
