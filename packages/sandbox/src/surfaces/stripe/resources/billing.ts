import { asPlan } from "../projections/billing.ts";
import { project } from "../project.ts";
import { withoutEffect, type Resource, type Route, type Rule } from "../route.ts";
import { tiers } from "./catalogue.ts";
import { connectTerms, isRecord, methodName, paymentSettings, refused } from "./rules.ts";

/** The newest version names the price in an object of its own. */
const pricing = ((value: unknown) => {
  if (isRecord(value) && Object.keys(value).every((name) => name === "price")) return { price: value["price"] };
  return refused("pricing", "'pricing' names a 'price', and nothing else.");
}) satisfies Rule;

/** The same in each line of a list. */
const pricedLines: Rule = (value) => ({
  lines: Array.isArray(value) ? value.map(withPrice) : value,
});

function withPrice(line: unknown): unknown {
  if (!isRecord(line) || !("pricing" in line)) return line;
  const { pricing: named, ...rest } = line;
  return { ...rest, ...pricing(named) };
}

/** No tax is found by itself, and nothing but the sandbox's own document is printed. */
const invoiceTerms = {
  ...connectTerms,
  automatic_tax: withoutEffect,
  default_payment_method: methodName("default_payment_method"),
  payment_settings: paymentSettings,
  rendering: withoutEffect,
} satisfies Record<string, Rule>;

/** Stripe shows tax rates whole. */
const wholeInvoice = { include: ["default_tax_rates"] };
const wholeInvoices = { include: ["data.default_tax_rates"] };
const wholeItem = { include: ["tax_rates"] };

const invoices: Resource = {
  name: "invoices",
  idParam: "invoice",
  gaps: [
    "`automatic_tax` and `rendering` are taken and change nothing; of `payment_settings` only the types that are imitated do; `tax_amounts` and `quantity_decimal` of a line; a line that bills a subscription keeps its price, quantity and period.",
    "A payment is the invoice's own: none is attached, and there is one in `payments`.",
  ],
  routes: [
    { method: "POST", path: "/invoices", operation: "invoices.create", params: invoiceTerms, ...wholeInvoice },
    { method: "GET", path: "/invoices", operation: "invoices.list", ...wholeInvoices },
    { method: "GET", path: "/invoices/search", operation: "invoices.search", ...wholeInvoices },
    { method: "GET", path: "/invoices/{id}", operation: "invoices.get", ...wholeInvoice },
    { method: "POST", path: "/invoices/{id}", operation: "invoices.update", params: invoiceTerms, ...wholeInvoice },
    { method: "DELETE", path: "/invoices/{id}", operation: "invoices.delete" },
    {
      method: "GET",
      path: "/invoices/{id}/lines",
      operation: "invoices.lines",
      params: { limit: withoutEffect },
    },
    {
      method: "POST",
      path: "/invoices/{id}/lines/{line_item_id}",
      operation: "invoices.update_line",
      params: { line_item_id: "line", pricing, price: "price" },
    },
    {
      method: "POST",
      path: "/invoices/{id}/add_lines",
      operation: "invoices.add_lines",
      params: { lines: pricedLines },
      ...wholeInvoice,
    },
    {
      method: "POST",
      path: "/invoices/{id}/update_lines",
      operation: "invoices.update_lines",
      params: { lines: pricedLines },
      ...wholeInvoice,
    },
    {
      method: "POST",
      path: "/invoices/{id}/remove_lines",
      operation: "invoices.remove_lines",
      ...wholeInvoice,
    },
    { method: "POST", path: "/invoices/{id}/finalize", operation: "invoices.finalize", ...wholeInvoice },
    {
      method: "POST",
      path: "/invoices/{id}/pay",
      operation: "invoices.pay",
      params: { payment_method: methodName("payment_method"), off_session: withoutEffect },
      ...wholeInvoice,
    },
    { method: "POST", path: "/invoices/{id}/send", operation: "invoices.send", ...wholeInvoice },
    { method: "POST", path: "/invoices/{id}/void", operation: "invoices.void", ...wholeInvoice },
    {
      method: "POST",
      path: "/invoices/{id}/mark_uncollectible",
      operation: "invoices.mark_uncollectible",
      ...wholeInvoice,
    },
  ],
};

const invoiceItems: Resource = {
  name: "invoiceitems",
  idParam: "invoiceitem",
  gaps: [
    "`unit_amount_decimal` without a price and `quantity_decimal`; `tax_behavior` changes nothing; an amount without a price has no `pricing`.",
  ],
  routes: [
    {
      method: "POST",
      path: "/invoiceitems",
      operation: "invoice_items.create",
      params: { pricing, price: "price", tax_behavior: withoutEffect },
      ...wholeItem,
    },
    { method: "GET", path: "/invoiceitems", operation: "invoice_items.list", include: ["data.tax_rates"] },
    { method: "GET", path: "/invoiceitems/{id}", operation: "invoice_items.get", ...wholeItem },
    {
      method: "POST",
      path: "/invoiceitems/{id}",
      operation: "invoice_items.update",
      params: { pricing, price: "price", tax_behavior: withoutEffect },
      ...wholeItem,
    },
    { method: "DELETE", path: "/invoiceitems/{id}", operation: "invoice_items.delete" },
  ],
};

/** Whose payment is asked for. */
const payment: Rule = (value) => {
  if (isRecord(value) && value["type"] === "payment_intent") return { payment_intent: value["payment_intent"] };
  return refused("payment[type]", "An invoice is paid by a payment intent.");
};

const invoicePayments: Resource = {
  name: "invoice_payments",
  idParam: "invoice_payment",
  gaps: ["Payment records; there is no event but `invoice_payment.paid`: the invoice's own tell the rest."],
  routes: [
    {
      method: "GET",
      path: "/invoice_payments",
      operation: "invoice_payments.list",
      params: { payment },
      hidden: ["payment_intent"],
    },
    { method: "GET", path: "/invoice_payments/{id}", operation: "invoice_payments.get" },
  ],
};

const taxRates: Resource = {
  name: "tax_rates",
  idParam: "tax_rate",
  gaps: ["Kinds of taxes (`tax_type`), flat amounts."],
  routes: [
    { method: "POST", path: "/tax_rates", operation: "tax_rates.create" },
    { method: "GET", path: "/tax_rates", operation: "tax_rates.list" },
    { method: "GET", path: "/tax_rates/{id}", operation: "tax_rates.get" },
    { method: "POST", path: "/tax_rates/{id}", operation: "tax_rates.update" },
  ],
};

/** A plan's product is named, or made with it. */
const planProduct: Rule = (value) => (isRecord(value) ? { product_data: value } : { product: value });

/** A price as a plan, with its product, which may be expanded. */
const plan: Route["projection"] = (price, version) => asPlan({ ...price, product: project(price["product"], version) });

const plans: Resource = {
  name: "plans",
  idParam: "plan",
  gaps: [
    "A plan is a recurring price under another name: ids are those of prices, and a price by its own name is no plan in events.",
  ],
  routes: [
    {
      method: "POST",
      path: "/plans",
      operation: "prices.create",
      params: {
        amount: "unit_amount",
        amount_decimal: "unit_amount_decimal",
        interval: "recurring.interval",
        interval_count: "recurring.interval_count",
        product: planProduct,
        tiers,
        transform_usage: "transform_quantity",
        billing_scheme: withoutEffect,
        usage_type: "recurring.usage_type",
        meter: "recurring.meter",
      },
      hidden: [
        "currency_options",
        "lookup_key",
        "product_data",
        "recurring",
        "transform_quantity",
        "unit_amount",
        "unit_amount_decimal",
        "as_plan",
        "tax_behavior",
        "transfer_lookup_key",
      ],
      fixed: { as_plan: true },
      projection: plan,
    },
    {
      method: "GET",
      path: "/plans",
      operation: "prices.list",
      hidden: ["currency", "lookup_key", "lookup_keys", "type"],
      fixed: { type: "recurring" },
      projection: plan,
    },
    { method: "GET", path: "/plans/{id}", operation: "prices.get", projection: plan },
    {
      method: "POST",
      path: "/plans/{id}",
      operation: "prices.update",
      hidden: ["as_plan", "lookup_key", "tax_behavior", "transfer_lookup_key"],
      fixed: { as_plan: true },
      projection: plan,
    },
    {
      method: "DELETE",
      path: "/plans/{id}",
      operation: "prices.delete",
      hidden: ["as_plan"],
      fixed: { as_plan: true },
      projection: plan,
    },
  ],
};

/** What is billed. */
export const billingResources: readonly Resource[] = [invoices, invoiceItems, invoicePayments, taxRates, plans];
