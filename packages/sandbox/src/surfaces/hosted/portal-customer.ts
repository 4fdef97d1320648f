import type { Address, PortalPage } from "@micro/sdk/contract";
import { html, type SafeHtml } from "@remix-run/html-template";

import { addressLines } from "./read-form.ts";

const words = {
  line1: "Address",
  line2: "Second line",
  city: "City",
  state: "State",
  postal_code: "Postal code",
  country: "Country",
} as const;

/** The form on which a customer changes himself, as far as the configuration lets him. */
export function customerForm({ customer, customer_updates: updates }: PortalPage): SafeHtml {
  const { address, email, name, phone, shipping } = customer;
  const parts: Record<PortalPage["customer_updates"][number], () => SafeHtml | SafeHtml[] | string> = {
    name: () => field("name", "Name", name),
    email: () => field("email", "Email", email),
    phone: () => field("phone", "Phone", phone),
    address: () => addressFields("address", address),
    shipping: () => [
      field("shipping_name", "Ship to", shipping?.name ?? null),
      ...addressFields("shipping", shipping?.address ?? null),
    ],
    tax_id: () => "",
  };
  // In the order in which one writes them, whatever that of the configuration.
  const offered = new Set<string>(updates);
  return html`<h2>Your details</h2>
    <form method="post" aria-label="Change your details">
      ${Object.entries(parts).map(([name, part]) => (offered.has(name) ? part() : ""))}
      <button class="secondary" type="submit" name="action" value="update_customer">Save</button>
    </form>`;
}

const addressFields = (prefix: string, address: Address | null): SafeHtml[] =>
  addressLines.map((line) => field(`${prefix}_${line}`, words[line], address?.[line] ?? null));

const field = (name: string, label: string, value: string | null): SafeHtml =>
  html`<label>${label} <input name="${name}" maxlength="200" value="${value ?? ""}" /></label>`;
