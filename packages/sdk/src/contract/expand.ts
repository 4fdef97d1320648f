import type { IdKind, idPrefixes } from "./ids.ts";
import type { OperationId } from "./index.ts";

/** What belongs to a resource, mostly a list, and is shown only when asked for: the operation takes the resource's id as `param`. */
export interface ExpandableList {
  /** What reads it. */
  operation: OperationId;
  /** The parameter that takes the resource's id. */
  param: string;
}

/** A field that names one of several kinds of resources: the operation for each, by the prefix of the id. */
export interface ExpandableByKind {
  /** What reads it, by what stands before the `_` of the id. */
  byPrefix: Readonly<Partial<Record<IdPrefix, OperationId>>>;
}

type IdPrefix = (typeof idPrefixes)[IdKind];

/**
 * Which fields of a resource `expand` replaces by what they name, and the operation that reads it. A resource is known by
 * its `object`. A field may hold several ids, or be a list that is added.
 */
export const expandables = {
  "billing_portal.session": { configuration: "portal_configurations.get", customer: "customers.get" },
  application_fee: {
    account: "connected_accounts.get",
    balance_transaction: "balance_transactions.get",
    originating_transaction: "charges.get",
    refunds: { operation: "application_fee_refunds.list", param: "id" },
  },
  balance_transaction: {
    source: {
      byPrefix: {
        ch: "charges.get",
        dp: "disputes.get",
        fee: "application_fees.get",
        fr: "application_fee_refunds.get",
        po: "payouts.get",
        re: "refunds.get",
        tr: "transfers.get",
        trr: "transfers.reversal",
        tu: "topups.get",
      },
    },
  },
  charge: {
    application_fee: "application_fees.get",
    balance_transaction: "balance_transactions.get",
    customer: "customers.get",
    invoice: "invoices.get",
    payment_intent: "payment_intents.get",
    payment_method: "payment_methods.get",
    on_behalf_of: "connected_accounts.get",
    refunds: { operation: "refunds.list", param: "charge" },
    transfer: "transfers.get",
  },
  "checkout.session": {
    customer: "customers.get",
    invoice: "invoices.get",
    line_items: { operation: "checkout_sessions.line_items", param: "id" },
    payment_intent: "payment_intents.get",
    payment_link: "payment_links.get",
    setup_intent: "setup_intents.get",
    subscription: "subscriptions.get",
  },
  connected_account: { external_accounts: { operation: "bank_accounts.list", param: "id" } },
  credit_note: {
    customer: "customers.get",
    customer_balance_transaction: "customer_balance_transactions.get",
    invoice: "invoices.get",
  },
  customer: {
    billing: { operation: "customers.billing", param: "id" },
    default_payment_method: "payment_methods.get",
    subscriptions: { operation: "subscriptions.list", param: "customer" },
    tax_ids: { operation: "tax_ids.list", param: "customer" },
    test_clock: "test_clocks.get",
  },
  customer_billing: {},
  customer_balance_transaction: {
    credit_note: "credit_notes.get",
    customer: "customers.get",
    invoice: "invoices.get",
  },
  discount: { customer: "customers.get", promotion_code: "promotion_codes.get", subscription: "subscriptions.get" },
  dispute: {
    balance_transactions: "balance_transactions.get",
    charge: "charges.get",
    payment_intent: "payment_intents.get",
  },
  fee_refund: { balance_transaction: "balance_transactions.get", fee: "application_fees.get" },
  invoice: {
    customer: "customers.get",
    default_payment_method: "payment_methods.get",
    default_tax_rates: "tax_rates.get",
    discounts: "discounts.get",
    payment_intent: "payment_intents.get",
    payments: { operation: "invoice_payments.list", param: "invoice" },
    quote: "quotes.get",
    subscription: "subscriptions.get",
    test_clock: "test_clocks.get",
    on_behalf_of: "connected_accounts.get",
  },
  line_item: { price: "prices.get" },
  invoice_payment: { invoice: "invoices.get", payment_intent: "payment_intents.get" },
  invoiceitem: {
    customer: "customers.get",
    discounts: "discounts.get",
    invoice: "invoices.get",
    price: "prices.get",
    product: "products.get",
    tax_rates: "tax_rates.get",
    subscription: "subscriptions.get",
    test_clock: "test_clocks.get",
  },
  payment_intent: {
    customer: "customers.get",
    invoice: "invoices.get",
    latest_charge: "charges.get",
    on_behalf_of: "connected_accounts.get",
    payment_method: "payment_methods.get",
  },
  payment_link: { line_items: { operation: "payment_links.line_items", param: "id" } },
  payment_method: { customer: "customers.get" },
  payout: {
    balance_transaction: "balance_transactions.get",
    failure_balance_transaction: "balance_transactions.get",
    original_payout: "payouts.get",
    reversed_by: "payouts.get",
  },
  price: { product: "products.get" },
  product: { default_price: "prices.get" },
  promotion_code: { coupon: "coupons.get", customer: "customers.get" },
  quote: {
    customer: "customers.get",
    default_tax_rates: "tax_rates.get",
    invoice: "invoices.get",
    discounts: "discounts.get",
    line_items: { operation: "quotes.line_items", param: "id" },
    subscription: "subscriptions.get",
    subscription_schedule: "subscription_schedules.get",
  },
  refund: {
    balance_transaction: "balance_transactions.get",
    charge: "charges.get",
    failure_balance_transaction: "balance_transactions.get",
    payment_intent: "payment_intents.get",
    transfer_reversal: "transfers.reversal",
  },
  subscription: {
    customer: "customers.get",
    default_payment_method: "payment_methods.get",
    default_tax_rates: "tax_rates.get",
    discounts: "discounts.get",
    latest_invoice: "invoices.get",
    pending_setup_intent: "setup_intents.get",
    schedule: "subscription_schedules.get",
    test_clock: "test_clocks.get",
    on_behalf_of: "connected_accounts.get",
  },
  subscription_item: {
    discounts: "discounts.get",
    subscription: "subscriptions.get",
    tax_rates: "tax_rates.get",
  },
  subscription_schedule: {
    customer: "customers.get",
    subscription: "subscriptions.get",
    test_clock: "test_clocks.get",
  },
  topup: { balance_transaction: "balance_transactions.get" },
  transfer: {
    balance_transaction: "balance_transactions.get",
    destination: "connected_accounts.get",
    reversals: { operation: "transfers.reversals", param: "id" },
    source_transaction: "charges.get",
  },
  transfer_reversal: { balance_transaction: "balance_transactions.get", transfer: "transfers.get" },
  replay: { event: "events.get" },
  setup_intent: { customer: "customers.get", payment_method: "payment_methods.get" },
} as const satisfies Record<string, Record<string, OperationId | ExpandableList | ExpandableByKind>>;
