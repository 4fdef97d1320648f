import type { Address, Customer, InputOf, Operations, Shipping } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { resourceMissing } from "../../platform/errors.ts";
import { patched } from "../../platform/patch.ts";
import { customers } from "./store.ts";
import type { CustomerRow } from "./tables.ts";

type AddressInput = NonNullable<InputOf<Operations["customers.create"]>["address"]>;
type ShippingInput = NonNullable<InputOf<Operations["customers.create"]>["shipping"]>;

/** The customer as the API shows it. */
export function toCustomer(row: Omit<CustomerRow, "n">, livemode: boolean): Customer {
  return {
    id: row.id,
    object: "customer",
    // What is parsed was written by this service, from an input that the contract has checked.
    address: parse(row.address) as Address | null,
    created: row.created,
    default_payment_method: row.default_payment_method,
    ...(row.deleted === 1 && { deleted: true as const }),
    description: row.description,
    email: row.email,
    invoice_settings: JSON.parse(row.invoice_settings) as Customer["invoice_settings"],
    livemode,
    metadata: JSON.parse(row.metadata) as Customer["metadata"],
    name: row.name,
    phone: row.phone,
    preferred_locales: JSON.parse(row.preferred_locales) as string[],
    shipping: parse(row.shipping) as Shipping | null,
    tax_exempt: row.tax_exempt,
    test_clock: row.test_clock,
  };
}

/** JSON of what invoices show besides, after a change. */
export function changedInvoiceSettings(stored: string, sent: InvoiceSettings = {}): string {
  const before = JSON.parse(stored) as Customer["invoice_settings"];
  return JSON.stringify({
    custom_fields: patched(sent.custom_fields, before.custom_fields),
    footer: patched(sent.footer, before.footer),
  } satisfies Customer["invoice_settings"]);
}
type InvoiceSettings = NonNullable<InputOf<Operations["customers.update"]>["invoice_settings"]>;

/** JSON of nothing that invoices show besides. */
export const noInvoiceSettings = JSON.stringify({
  custom_fields: null,
  footer: null,
} satisfies Customer["invoice_settings"]);

const parse = (text: string | null): unknown => (text === null ? null : JSON.parse(text));

/** Reads a customer who is not deleted, or throws. */
export async function getCustomerRow({ tx, principal }: Context, id: string, param = "id"): Promise<CustomerRow> {
  const row = await tx.first(customers.find, { id, realm: principal.realm });
  if (!row || row.deleted === 1) throw resourceMissing("customer", id, param);
  return row;
}

/** An address with all its lines. */
export function toAddress(input: AddressInput): Address {
  const { line1, line2, city, state, postal_code: postalCode, country } = input;
  return {
    line1: line1 ?? null,
    line2: line2 ?? null,
    city: city ?? null,
    state: state ?? null,
    postal_code: postalCode ?? null,
    country: country ?? null,
  };
}

/** Where goods go, with all its fields. */
export function toShipping(input: ShippingInput): Shipping {
  return {
    address: toAddress(input.address),
    name: input.name,
    phone: input.phone ?? null,
    carrier: input.carrier ?? null,
    tracking_number: input.tracking_number ?? null,
  };
}
