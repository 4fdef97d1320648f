import { withoutEffect, type Native, type Rule } from "../route.ts";
import { asPlan, wholeOnly } from "../projections/billing.ts";
import { stripeAccountId } from "../projections/connect.ts";
import { isRecord, listOf, recordOf, without } from "../projections/fields.ts";
import type { VersionChange } from "./version.ts";

/** Taxes as they were: what they are called has changed, and how the rate is named. */
const taxAmounts = (taxes: unknown): Native[] =>
  listOf(taxes)
    .map(recordOf)
    .map(({ amount, tax_behavior: behavior, tax_rate: rate, taxable_amount: taxable }) => ({
      amount,
      inclusive: behavior === "inclusive",
      tax_rate: rate,
      taxability_reason: null,
      taxable_amount: taxable,
    }));

const sumOf = (amounts: readonly Native[]): number => amounts.reduce((sum, { amount }) => sum + Number(amount), 0);

/** The one discount that there could be, where it was read along; an event has ids only. */
const discountOf = ({ discounts }: Native): unknown => listOf(discounts).find(isRecord) ?? null;

/** The price of a line. An event names it only: then it is as far known as the line tells. */
function priceOf(line: Native): unknown {
  const { price, product, currency, livemode, subscription_item: item, unit_amount: unit } = line;
  if (typeof price !== "string") return price ?? null;
  return {
    id: price,
    object: "price",
    currency,
    livemode,
    product,
    type: typeof item === "string" ? "recurring" : "one_time",
    unit_amount: unit,
    unit_amount_decimal: line["unit_amount_decimal"],
  };
}

const planOf = (price: unknown): Native | null => {
  const { type, ...known } = recordOf(price);
  return type === "recurring" ? { ...usage, ...asPlan(known) } : null;
};

function subscription(shown: Native): Native {
  const [first] = listOf(recordOf(shown["items"])["data"]);
  const { current_period_end: end, current_period_start: start } = recordOf(first);
  return { ...shown, current_period_end: end, current_period_start: start, discount: discountOf(shown) };
}

function invoice(shown: Native, native: Native): Native {
  if (shown["deleted"] === true) return shown;
  const { payment_intent: payment, transfer_data: share } = native;
  const taxes = taxAmounts(native["total_taxes"]);
  return {
    ...without(shown, "amount_overpaid", "confirmation_secret", "parent", "total_taxes"),
    application_fee_amount: native["application_fee_amount"],
    charge: recordOf(payment)["latest_charge"] ?? null,
    discount: discountOf(shown),
    paid: shown["status"] === "paid",
    paid_out_of_band: native["paid_out_of_band"],
    payment_intent: payment,
    quote: native["quote"],
    subscription: native["subscription"],
    subscription_details: { metadata: native["subscription_metadata"] },
    tax: taxes.length > 0 ? sumOf(taxes) : null,
    total_tax_amounts: taxes,
    transfer_data: isRecord(share) ? { ...share, destination: stripeAccountId(share["destination"]) } : null,
  };
}

function line(shown: Native, native: Native): Native {
  const { invoice_item: item, proration, subscription_item: subscriptionItem } = native;
  const taxes = taxAmounts(native["taxes"]);
  const price = priceOf(native);
  return {
    ...without(shown, "parent", "pricing", "quantity_decimal", "subtotal", "taxes"),
    ...untaxed(native, taxes),
    ...(item !== null && { invoice_item: item }),
    plan: planOf(price),
    price,
    proration,
    proration_details: { credited_items: null },
    ...(subscriptionItem !== null && { subscription_item: subscriptionItem }),
    tax_amounts: taxes,
    tax_rates: wholeOnly(native["tax_rates"]),
    type: subscriptionItem === null ? "invoiceitem" : "subscription",
  };
}

function invoiceItem(shown: Native, native: Native): Native {
  if (shown["deleted"] === true) return shown;
  const price = priceOf(native);
  return {
    ...without(shown, "parent", "pricing", "quantity_decimal"),
    plan: planOf(price),
    price,
    subscription: native["subscription"],
    ...(typeof native["subscription_item"] === "string" && { subscription_item: native["subscription_item"] }),
    unit_amount: native["unit_amount"],
    unit_amount_decimal: native["unit_amount_decimal"],
  };
}

const creditNote = (shown: Native, native: Native): Native => ({
  ...without(shown, "refunds", "total_taxes"),
  refund: recordOf(listOf(shown["refunds"])[0])["refund"] ?? null,
  tax_amounts: taxAmounts(native["total_taxes"]),
});

function creditNoteLine(shown: Native, native: Native): Native {
  const taxes = taxAmounts(native["taxes"]);
  return { ...without(shown, "taxes"), ...untaxed(native, taxes), tax_amounts: taxes };
}

/** What a line is without the taxes that its amount includes. */
function untaxed({ amount, quantity }: Native, taxes: readonly Native[]): Native {
  const rest = Number(amount) - sumOf(taxes.filter(({ inclusive }) => inclusive === true));
  const units = Number(quantity);
  return { amount_excluding_tax: rest, unit_amount_excluding_tax: units === 0 ? null : String(rest / units) };
}

/** Whose payment it is. */
const ofInvoice = (shown: Native, native: Native): Native => ({ ...shown, invoice: native["invoice"] });

const usage = { aggregate_usage: null };
const subscriptionItem = (shown: Native): Native =>
  isRecord(shown["plan"]) ? { ...shown, plan: { ...usage, ...shown["plan"] } } : shown;

const price = (shown: Native): Native =>
  isRecord(shown["recurring"]) ? { ...shown, recurring: { ...usage, ...shown["recurring"] } } : shown;

/** A coupon or a code stood beside the rest, where a list of discounts is now. */
const redeemed: Readonly<Record<string, Rule>> = {
  coupon: (value) => ({ discounts: value === "" ? "" : [{ coupon: value }] }),
  promotion_code: (value) => ({ discounts: value === "" ? "" : [{ promotion_code: value }] }),
};

/** What a preview was told of a subscription, each by a name of its own. */
const previewed = Object.fromEntries(
  [
    "billing_cycle_anchor",
    "cancel_at",
    "cancel_at_period_end",
    "cancel_now",
    "default_tax_rates",
    "items",
    "proration_behavior",
    "proration_date",
    "trial_end",
  ].map((name) => [`subscription_${name}`, `subscription_details.${name}`]),
);

/** A path that leads to an invoice, with what has to be read of that. */
function withInvoice(path: string): string[] {
  const [invoice] = /^.*?\b(?:latest_)?invoice(?=\.|$)/.exec(path) ?? [];
  return invoice === undefined ? [path] : [path, `${invoice}.discounts`, `${invoice}.lines.data.price`];
}

const wholeInvoice = ["discounts", "lines.data.price", "payment_intent"];
const wholeInvoices = wholeInvoice.map((path) => `data.${path}`);

/** https://docs.stripe.com/changelog/basil */
export const basil: VersionChange = {
  since: "2025-03-31.basil",
  summary:
    "A subscription has `current_period_start`, `current_period_end` and `discount`; an invoice `subscription`, `subscription_details`, `quote`, `payment_intent`, `charge`, `paid`, `tax`, `total_tax_amounts`, `discount` and what a platform takes of it; its lines and items `price`, `plan`, `type`, `proration`, `subscription_item`, `tax_amounts`; a credit note `refund`. `coupon` and `promotion_code` of a subscription, `refund` of a credit note and `GET /v1/invoices/upcoming` are taken.",
  objects: {
    charge: ofInvoice,
    "checkout.session": (shown) => ({ ...shown, shipping_details: null }),
    credit_note: creditNote,
    credit_note_line_item: creditNoteLine,
    invoice,
    invoiceitem: invoiceItem,
    line_item: line,
    payment_intent: ofInvoice,
    price,
    subscription,
    subscription_item: subscriptionItem,
  },
  params: {
    "credit_notes.create": { refund: (value) => ({ refunds: [{ refund: value }] }) },
    "credit_notes.preview": { refund: (value) => ({ refunds: [{ refund: value }] }) },
    "invoices.create_preview": { ...redeemed, ...previewed },
    "prices.create": { aggregate_usage: withoutEffect },
    "subscriptions.create": redeemed,
    "subscriptions.update": redeemed,
  },
  include: {
    "invoice_items.create": ["price"],
    "invoice_items.get": ["price"],
    "invoice_items.list": ["data.price"],
    "invoice_items.update": ["price"],
    "invoices.add_lines": wholeInvoice,
    "invoices.create": wholeInvoice,
    "invoices.create_preview": ["discounts", "lines.data.price"],
    "invoices.finalize": wholeInvoice,
    "invoices.get": wholeInvoice,
    "invoices.lines": ["data.price"],
    "invoices.list": wholeInvoices,
    "invoices.mark_uncollectible": wholeInvoice,
    "invoices.pay": wholeInvoice,
    "invoices.remove_lines": wholeInvoice,
    "invoices.search": wholeInvoices,
    "invoices.send": wholeInvoice,
    "invoices.update": wholeInvoice,
    "invoices.update_lines": wholeInvoice,
    "invoices.void": wholeInvoice,
    "subscriptions.cancel": ["discounts"],
    "subscriptions.create": ["discounts"],
    "subscriptions.get": ["discounts"],
    "subscriptions.list": ["data.discounts"],
    "subscriptions.resume": ["discounts"],
    "subscriptions.search": ["data.discounts"],
    "subscriptions.update": ["discounts"],
  },
  ids: ["discounts", "payment_intent"],
  expandPath: (path, operation) =>
    operation.startsWith("invoices.")
      ? [path.replace(/^(data\.)?charge\b/, "$1payment_intent.latest_charge")]
      : withInvoice(path.replace(/\b((?:latest_)?invoice\.)charge\b/, "$1payment_intent.latest_charge")),
};
