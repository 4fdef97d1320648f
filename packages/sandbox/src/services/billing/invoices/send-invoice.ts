import type { Invoice } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { DomainError } from "../../../platform/errors.ts";
import { getCustomerRow } from "../../customers/index.ts";
import { openInvoice } from "./finalize-invoice.ts";
import { amountDue, assertInvoiceAllows, getInvoiceRow, saveInvoice, toInvoice } from "./invoice.ts";
import { requestInvoiceMail } from "./invoice-mail.ts";
import type { InvoiceRow } from "./invoice-tables.ts";
import { settleInvoice } from "./settle-invoice.ts";

/** Sends an invoice to its customer; a draft is finalised first. */
export async function sendInvoice(ctx: Context, { id }: { id: string }): Promise<Invoice> {
  const row = await getInvoiceRow(ctx, id);
  assertInvoiceAllows(ctx, row, "send");
  if (row.collection_method !== "send_invoice") refuse(ctx, row, "The invoice is charged automatically.");
  const { email } = await getCustomerRow(ctx, row.customer, "customer");
  if (email === null) refuse(ctx, row, "Its customer has no email address.");
  const open = row.status === "draft" ? await openInvoice(ctx, row) : row;
  const sent = await mailInvoice(ctx, open);
  return amountDue(open) === 0 ? settleInvoice(ctx, open) : sent;
}

/** Has the mail with an invoice written, and tells of it. */
export async function mailInvoice(ctx: Context, row: InvoiceRow): Promise<Invoice> {
  await requestInvoiceMail(ctx, "invoice", row);
  return saveInvoice(ctx, row, "invoice.sent");
}

function refuse(ctx: Context, row: InvoiceRow, message: string): never {
  throw new DomainError("state_conflict", { message, param: "id", resource: { invoice: toInvoice(ctx, row) } });
}
