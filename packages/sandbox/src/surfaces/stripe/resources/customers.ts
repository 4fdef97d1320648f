import { legacyCard } from "../projections/card.ts";
import { asSource, asToken } from "../projections/customers.ts";
import { withoutEffect, type Resource, type Rule } from "../route.ts";
import { isRecord, methodIdOf, methodName, refused, withCardId } from "./rules.ts";

/** What of the settings of a customer's invoices is taken, of which the rendering changes nothing. */
const invoiceTerms = new Set(["custom_fields", "default_payment_method", "footer", "rendering_options"]);
/** What is taken and not kept: no tax is found by itself. */
const unkept = { tax: withoutEffect } satisfies Record<string, Rule>;

const invoiceSettings: Rule = (value) => {
  if (!isRecord(value)) return refused("invoice_settings", "'invoice_settings' must be an object.");
  for (const name of Object.keys(value)) {
    if (!invoiceTerms.has(name)) refused(`invoice_settings.${name}`, "This setting is not imitated.");
  }
  const { default_payment_method: method, rendering_options: _rendering, ...texts } = value;
  return {
    ...(Object.keys(texts).length > 0 && { invoice_settings: texts }),
    ...(method !== undefined && { default_payment_method: methodIdOf(method) }),
  };
};

/** The first source of a customer is what he pays with. */
const defaultSource: Rule = (value) => ({
  payment_method: methodIdOf(value),
  default_payment_method: methodIdOf(value),
});

const aliasId: Rule = (value) => ({ id: methodIdOf(value) });

/** A customer is shown with what billing knows of him. */
const whole = { include: ["billing"] };
const wholeList = { include: ["data.billing"] };

const customers: Resource = {
  name: "customers",
  gaps: [
    "Cash balance settings; `tax` and `rendering_options` are taken and not kept; the register answers only for the test numbers of tax ids; invoices are numbered for the whole account; an event shows a customer without what billing knows of him; a source is a card, which is a payment method, and a change of it is one of its metadata.",
  ],
  routes: [
    {
      method: "POST",
      path: "/customers",
      operation: "customers.create",
      params: {
        source: defaultSource,
        payment_method: methodName("payment_method"),
        invoice_settings: invoiceSettings,
        ...unkept,
      },
      hidden: ["default_payment_method"],
      ...whole,
    },
    { method: "GET", path: "/customers", operation: "customers.list", ...wholeList },
    { method: "GET", path: "/customers/search", operation: "customers.search", ...wholeList },
    { method: "GET", path: "/customers/{id}", operation: "customers.get", ...whole },
    {
      method: "POST",
      path: "/customers/{id}",
      operation: "customers.update",
      params: { invoice_settings: invoiceSettings, ...unkept },
      hidden: ["default_payment_method"],
      ...whole,
    },
    { method: "DELETE", path: "/customers/{id}", operation: "customers.delete" },
    { method: "DELETE", path: "/customers/{id}/discount", operation: "customers.delete_discount" },
    { method: "GET", path: "/customers/{id}/payment_methods", operation: "customers.payment_methods" },
    { method: "GET", path: "/customers/{customer}/payment_methods/{id}", operation: "payment_methods.get" },
    { method: "GET", path: "/customers/{id}/cash_balance", operation: "customers.cash_balance" },
    { method: "GET", path: "/customers/{customer}/subscriptions", operation: "subscriptions.list" },
    { method: "POST", path: "/customers/{customer}/tax_ids", operation: "tax_ids.create" },
    { method: "GET", path: "/customers/{customer}/tax_ids", operation: "tax_ids.list" },
    { method: "GET", path: "/customers/{customer}/tax_ids/{id}", operation: "tax_ids.get" },
    { method: "DELETE", path: "/customers/{customer}/tax_ids/{id}", operation: "tax_ids.delete" },
    {
      method: "GET",
      path: "/customers/{customer}/balance_transactions",
      operation: "customer_balance_transactions.list",
    },
    {
      method: "POST",
      path: "/customers/{customer}/balance_transactions",
      operation: "customer_balance_transactions.create",
    },
    {
      method: "GET",
      path: "/customers/{customer}/balance_transactions/{id}",
      operation: "customer_balance_transactions.get",
      params: { customer: withoutEffect },
    },
    {
      method: "POST",
      path: "/customers/{customer}/balance_transactions/{id}",
      operation: "customer_balance_transactions.update",
      params: { customer: withoutEffect },
    },
    {
      method: "POST",
      path: "/customers/{customer}/sources",
      operation: "payment_methods.attach",
      params: { source: methodName("id") },
      hidden: ["id", "as_source"],
      fixed: { as_source: true },
      projection: legacyCard,
    },
    {
      method: "POST",
      path: "/customers/{customer}/sources/{id}",
      operation: "payment_methods.update",
      params: { id: aliasId, customer: withoutEffect },
      hidden: ["as_source", "card", "billing_details"],
      fixed: { as_source: true },
      projection: legacyCard,
    },
  ],
};

/** A tax id of a customer; the account has none of its own. */
const owner: Rule = (value) =>
  isRecord(value) && value["type"] === "customer"
    ? { customer: value["customer"] }
    : refused("owner[type]", "A tax id is a customer's: send 'customer'.");

const taxIds: Resource = {
  name: "tax_ids",
  gaps: ["The account has none of its own: a list without `owner` is that of all customers."],
  routes: [
    {
      method: "POST",
      path: "/tax_ids",
      operation: "tax_ids.create",
      params: { owner },
      required: ["owner"],
      hidden: ["customer"],
    },
    { method: "GET", path: "/tax_ids", operation: "tax_ids.list", params: { owner }, hidden: ["customer"] },
    { method: "GET", path: "/tax_ids/{id}", operation: "tax_ids.get", hidden: ["customer"] },
    { method: "DELETE", path: "/tax_ids/{id}", operation: "tax_ids.delete", hidden: ["customer"] },
  ],
};

const methodCard: Rule = (card) => ({ card: withCardId(card) });

const paymentMethods: Resource = {
  name: "payment_methods",
  idParam: "payment_method",
  gaps: ["Types other than card, us_bank_account, sepa_debit and customer_balance."],
  routes: [
    { method: "POST", path: "/payment_methods", operation: "payment_methods.create", params: { card: methodCard } },
    { method: "GET", path: "/payment_methods", operation: "payment_methods.list" },
    { method: "GET", path: "/payment_methods/{id}", operation: "payment_methods.get", hidden: ["customer"] },
    { method: "POST", path: "/payment_methods/{id}", operation: "payment_methods.update", hidden: ["as_source"] },
    {
      method: "POST",
      path: "/payment_methods/{id}/attach",
      operation: "payment_methods.attach",
      hidden: ["as_source"],
    },
    { method: "POST", path: "/payment_methods/{id}/detach", operation: "payment_methods.detach" },
  ],
};

const addressFields = {
  address_line1: "line1",
  address_line2: "line2",
  address_city: "city",
  address_state: "state",
  address_zip: "postal_code",
  address_country: "country",
} as const;

/** The card of a token: the data of the card itself with the holder's name and address among them. */
const tokenCard: Rule = (value) => {
  if (!isRecord(value)) return refused("card", "'card' must be an object with 'number', 'exp_month' and 'exp_year'.");
  const { name, currency: _currency, ...rest } = value;
  const address: Record<string, unknown> = {};
  for (const [field, line] of Object.entries(addressFields)) {
    if (rest[field] !== undefined) address[line] = rest[field];
    delete rest[field];
  }
  const hasAddress = Object.keys(address).length > 0;
  const billing = { ...(name !== undefined && { name }), ...(hasAddress && { address }) };
  return { card: rest, ...(Object.keys(billing).length > 0 && { billing_details: billing }) };
};

const tokens: Resource = {
  name: "tokens",
  gaps: ["Cards only; a token is a payment method under another name, and its `used` says whether it has a customer."],
  routes: [
    {
      method: "POST",
      path: "/tokens",
      operation: "payment_methods.create",
      params: { card: tokenCard },
      hidden: ["type", "us_bank_account", "sepa_debit", "customer_balance", "billing_details", "metadata", "expand"],
      fixed: { type: "card" },
      projection: asToken,
    },
    {
      method: "GET",
      path: "/tokens/{id}",
      operation: "payment_methods.get",
      params: { id: aliasId },
      hidden: ["customer", "expand"],
      projection: asToken,
    },
  ],
};

const ownerDetails: Rule = (value) => ({ billing_details: value });
const sourceType: Rule = (value) =>
  value === "card" ? { type: "card" } : refused("type", "A source can only be of the type 'card' here.");

const sources: Resource = {
  name: "sources",
  gaps: ["Cards only, by a token; a source is a payment method under another name."],
  routes: [
    {
      method: "POST",
      path: "/sources",
      operation: "payment_methods.create",
      params: {
        type: sourceType,
        token: (value) => ({ card: { token: methodIdOf(value) } }),
        owner: ownerDetails,
        usage: () => ({}),
      },
      hidden: ["us_bank_account", "sepa_debit", "customer_balance", "billing_details", "expand"],
      projection: asSource,
    },
    {
      method: "GET",
      path: "/sources/{id}",
      operation: "payment_methods.get",
      params: { id: aliasId },
      hidden: ["customer", "expand"],
      projection: asSource,
    },
  ],
};

/** Who pays and by what means. */
export const customerResources: readonly Resource[] = [customers, taxIds, paymentMethods, tokens, sources];
