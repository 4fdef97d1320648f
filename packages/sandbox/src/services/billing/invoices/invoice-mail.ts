import type { Asset, Mode } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import type { Reader } from "../../../platform/db/database.ts";
import { findOwner } from "../../auth/index.ts";
import { findEmail } from "../../customers/index.ts";
import { amountDue } from "./invoice.ts";
import type { InvoiceRow } from "./invoice-tables.ts";
import { invoices } from "../store.ts";

/** The kind of job that asks for a mail about an invoice to be written. Who writes it lies above. */
export const invoiceMailJob = "invoice.mail";

/** What a mail about an invoice is for. */
export type InvoiceMailPurpose = "invoice" | "invoice_reminder" | "invoice_overdue";

/** A mail about an invoice. */
export interface InvoiceMail {
  purpose: InvoiceMailPurpose;
  to: string;
  owner: { account: string; mode: Mode; realm: number };
  invoice: { id: string; number: string; amount: number; currency: Asset; due: number | null };
}

/** Asks for a mail to the customer of an invoice, in the transaction of its cause. */
export function requestInvoiceMail(
  { tx, platform, principal, now }: Context,
  purpose: InvoiceMailPurpose,
  row: Pick<InvoiceRow, "id">,
): Promise<void> {
  const reference = [principal.realm, row.id, purpose, now].join(":");
  return platform.queue.schedule(tx, invoiceMailJob, reference, platform.clock.now());
}

/** What a job of `invoiceMailJob` asks for; undefined where there is nobody to write to. */
export async function findInvoiceMail(tx: Reader, reference: string): Promise<InvoiceMail | undefined> {
  const [place, id = "", purpose] = reference.split(":");
  const realm = Number(place);
  const row = await tx.first(invoices.find, { id, realm });
  const customer = row && (await tx.first(findEmail, { id: row.customer, realm }));
  if (!row || !customer?.email) return undefined;
  return {
    // `requestInvoiceMail` is the only writer of such references.
    purpose: purpose as InvoiceMailPurpose,
    to: customer.email,
    owner: { ...(await findOwner(tx, realm)), realm },
    invoice: {
      id,
      number: row.number ?? "",
      amount: amountDue(row),
      currency: row.currency,
      due: row.due_date,
    },
  };
}
