import type { Invoice } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { getCustomer, taxIdsOf } from "../../customers/index.ts";
import type { InvoiceRow } from "./invoice-tables.ts";

/** Who a customer is, as his invoices keep it. */
export type CustomerDetails = Pick<
  Invoice,
  | "customer_address"
  | "customer_email"
  | "customer_name"
  | "customer_phone"
  | "customer_shipping"
  | "customer_tax_exempt"
  | "customer_tax_ids"
>;

/** Who a customer is now. */
export async function customerDetails(ctx: Context, id: string): Promise<string> {
  const { address, email, name, phone, shipping, tax_exempt: exempt } = await getCustomer(ctx, { id });
  return JSON.stringify({
    customer_address: address,
    customer_email: email,
    customer_name: name,
    customer_phone: phone,
    customer_shipping: shipping,
    customer_tax_exempt: exempt,
    customer_tax_ids: await taxIdsOf(ctx, id),
  } satisfies CustomerDetails);
}

// `customerDetails` is the only writer.
export const detailsOf = (row: Pick<InvoiceRow, "customer_details">) =>
  JSON.parse(row.customer_details) as CustomerDetails;

/** What a draft has of its customer: who he is, and what his invoices show besides. */
export async function customerTerms(
  ctx: Context,
  id: string,
): Promise<Pick<InvoiceRow, "customer_details" | "custom_fields" | "footer">> {
  const { custom_fields: fields, footer } = (await getCustomer(ctx, { id })).invoice_settings;
  return {
    customer_details: await customerDetails(ctx, id),
    custom_fields: fields && JSON.stringify(fields),
    footer,
  };
}
