import { Type, type Static } from "typebox";

import { Address, Shipping } from "./address.ts";
import { DiscountAmount, DiscountsParam } from "./discounts.ts";
import { CustomFields, InvoiceFooter, taxExemptions } from "./customers.ts";
import { taxIdTypes } from "./tax-ids.ts";
import { operation } from "./operation.ts";
import { PaymentMethodType } from "./payment-method-details.ts";
import { PaymentMethodParam, PaymentMethodTypes } from "./payments.ts";
import {
  Currency,
  expandParam,
  Id,
  List,
  Metadata,
  MetadataParam,
  Nullable,
  OneOf,
  pageParams,
  Range,
  Params,
  searchParams,
  SearchResult,
  SignedAmount,
  Text,
  Timestamp,
} from "./schema.ts";
import { draftConnectParams, TransferData } from "./transfers.ts";

/** Where an invoice can stand. */
export const invoiceStatuses = ["draft", "open", "paid", "uncollectible", "void"] as const;
/** Where an invoice can stand. */
export type InvoiceStatus = (typeof invoiceStatuses)[number];

/** Who moves the money: the account charges, or the customer is sent the invoice. */
export const collectionMethods = ["charge_automatically", "send_invoice"] as const;

/** Why there is an invoice. */
export const billingReasons = ["manual", "subscription_create", "subscription_cycle", "subscription_update"] as const;

const Natural = Type.Integer({ minimum: 0 });

/** From when to when a line was served. */
export const ServicePeriod = Type.Object({ start: Timestamp, end: Timestamp });

/** Which tax rates are charged. */
export const TaxRatesParam = Type.Array(Id("taxRate"), { maxItems: 5, description: "None where it is empty." });

/** What one tax rate is on a line, or on a whole invoice. */
export const TaxAmount = Type.Object({
  amount: SignedAmount,
  tax_behavior: OneOf("exclusive", "inclusive"),
  tax_rate: Id("taxRate"),
  taxable_amount: Type.Integer({ description: "Without the inclusive taxes." }),
  taxability_reason: Type.Optional(OneOf("customer_exempt", "reverse_charge")),
});

export const InvoiceLine = Type.Object({
  id: Type.String({ description: "`il_…`; for an item, `il_` and what follows `ii_` in the item's id." }),
  object: Type.Literal("line_item"),
  amount: SignedAmount,
  currency: Currency,
  description: Nullable(Type.String()),
  discount_amounts: Type.Array(DiscountAmount),
  discountable: Type.Boolean(),
  discounts: Type.Array(Id("discount"), { description: "Those of the line alone." }),
  invoice: Id("invoice"),
  invoice_item: Nullable(Id("invoiceItem")),
  livemode: Type.Boolean(),
  metadata: Metadata,
  period: ServicePeriod,
  price: Nullable(Id("price")),
  proration: Type.Boolean({ description: "Whether it is for a part of a period that a change split." }),
  quantity: Natural,
  subscription: Nullable(Id("subscription")),
  subscription_item: Nullable(Id("subscriptionItem")),
  product: Nullable(Id("product")),
  unit_amount: Nullable(SignedAmount),
  unit_amount_decimal: Nullable(Type.String()),
  tax_rates: Nullable(Type.Array(Id("taxRate"), { description: "Null means those of its invoice." })),
  taxes: Type.Array(TaxAmount),
});
/** One line of an invoice. */
export type InvoiceLine = Static<typeof InvoiceLine>;

export const Invoice = Type.Object({
  id: Id("invoice"),
  object: Type.Literal("invoice"),
  amount_due: Type.Integer({
    minimum: 0,
    description:
      "The total with what the customer's balance pays or adds, less credit notes; of a draft, what it would come to now.",
  }),
  amount_paid: Natural,
  amount_remaining: Natural,
  application_fee_amount: Nullable(
    Type.Integer({ minimum: 1, description: "What a platform takes of its payment, never more than is due." }),
  ),
  attempt_count: Type.Integer({ minimum: 0, description: "How often its payment was tried." }),
  attempted: Type.Boolean({ description: "Whether its payment was tried, or it was paid as nothing was due." }),
  auto_advance: Type.Boolean({
    description: "Whether the clock finalises it, and has it paid; false once it is over.",
  }),
  billing_reason: OneOf(...billingReasons),
  collection_method: OneOf(...collectionMethods),
  created: Timestamp,
  currency: Currency,
  custom_fields: Nullable(CustomFields),
  customer: Id("customer"),
  customer_address: Nullable(Address),
  customer_email: Nullable(
    Type.String({ description: "The customer's when it was made, and again when it was finalised." }),
  ),
  customer_name: Nullable(Type.String()),
  customer_phone: Nullable(Type.String()),
  customer_shipping: Nullable(Shipping),
  customer_tax_exempt: OneOf(...taxExemptions),
  customer_tax_ids: Type.Array(Type.Object({ type: OneOf(...taxIdTypes), value: Type.String() })),
  default_payment_method: Nullable(Id("paymentMethod")),
  default_tax_rates: Type.Array(Id("taxRate"), { description: "For the lines that have none of their own." }),
  description: Nullable(Type.String()),
  discounts: Type.Array(Id("discount")),
  due_date: Nullable(Timestamp),
  effective_at: Nullable(
    Type.Integer({ description: "Its date: when it was finalised, unless it was given another." }),
  ),
  ending_balance: Nullable(SignedAmount),
  footer: Nullable(Type.String()),
  hosted_invoice_url: Nullable(Type.String({ description: "The page where it is paid; null for a draft." })),
  invoice_pdf: Nullable(Type.String({ description: "The same as a document to keep." })),
  lines: List(InvoiceLine),
  livemode: Type.Boolean(),
  metadata: Metadata,
  next_payment_attempt: Nullable(Timestamp),
  on_behalf_of: Nullable(Id("connectedAccount")),
  number: Nullable(
    Type.String({
      description: "`INV-000001`, one by one in each account and mode, unless it was given one of its own.",
    }),
  ),
  paid_out_of_band: Type.Boolean({ description: "Whether it was paid elsewhere." }),
  payment_intent: Nullable(Id("paymentIntent")),
  payment_settings: Type.Object({
    payment_method_types: Nullable(
      Type.Array(PaymentMethodType, { description: "What it can be paid with; null means all that fits." }),
    ),
  }),
  period_end: Type.Integer({ description: "When it was made: items that came up to then are on it." }),
  period_start: Type.Integer({
    description: "From when on they were collected: of a renewal, the beginning of the period that is over.",
  }),
  quote: Nullable(Id("quote")),
  post_payment_credit_notes_amount: Type.Integer({ minimum: 0, description: "What was credited of what was paid." }),
  pre_payment_credit_notes_amount: Type.Integer({ minimum: 0, description: "What need not be paid any more." }),
  statement_descriptor: Nullable(Type.String({ description: "What the payer reads on his statement." })),
  starting_balance: Type.Integer({
    description: "The customer's balance before it, of a draft the one of now: below zero is a credit.",
  }),
  status: OneOf(...invoiceStatuses),
  status_transitions: Type.Object({
    finalized_at: Nullable(Timestamp),
    marked_uncollectible_at: Nullable(Timestamp),
    paid_at: Nullable(Timestamp),
    voided_at: Nullable(Timestamp),
  }),
  subscription: Nullable(Id("subscription")),
  subscription_metadata: Nullable(Metadata),
  test_clock: Nullable(Id("testClock")),
  subtotal: Type.Integer({ description: "The lines with their own discounts, before those of the invoice and taxes." }),
  subtotal_excluding_tax: SignedAmount,
  total: SignedAmount,
  total_discount_amounts: Type.Array(DiscountAmount),
  total_excluding_tax: SignedAmount,
  total_taxes: Type.Array(TaxAmount),
  transfer_data: Nullable(TransferData),
});
/** What a customer owes, line by line. A draft can be changed; once it is finalised it has a number, and stays as it is. */
export type Invoice = Static<typeof Invoice>;

const notes = {
  auto_advance: Type.Optional(Type.Boolean()),
  custom_fields: Type.Optional(Nullable(CustomFields)),
  default_payment_method: Type.Optional(Id("paymentMethod")),
  description: Type.Optional(Text(500)),
  footer: Type.Optional(Nullable(InvoiceFooter)),
  metadata: Type.Optional(MetadataParam),
};
const dueTerms = {
  collection_method: Type.Optional(OneOf(...collectionMethods)),
  days_until_due: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 3650, description: "With `send_invoice`, from the day it is finalised." }),
  ),
  due_date: Type.Optional(Timestamp),
};
/** What an invoice, or those of a subscription, can be paid with. */
export const PaymentMethodTypesParam = Type.Optional(Nullable(PaymentMethodTypes));
const issueTerms = {
  effective_at: Type.Optional(Nullable(Timestamp)),
  number: Type.Optional(Nullable(Type.String({ minLength: 1, maxLength: 26 }))),
  payment_settings: Type.Optional(Params({ payment_method_types: PaymentMethodTypesParam })),
  statement_descriptor: Type.Optional(Nullable(Text(22))),
};
const priceTerms = {
  default_tax_rates: Type.Optional(TaxRatesParam),
  discounts: Type.Optional(DiscountsParam),
};
const priceErrors = ["resource_missing", "coupon_expired", "currency_mismatch"] as const;
const byId = { id: Id("invoice"), ...expandParam };

export const invoiceOperations = {
  "invoices.create": operation({
    id: "invoices.create",
    method: "POST",
    path: "/billing/invoices",
    access: "payments:write",
    summary: "Create a draft of an invoice.",
    input: Params({
      customer: Id("customer"),
      currency: Type.Optional(Currency),
      pending_invoice_items_behavior: Type.Optional(OneOf("exclude", "include")),
      ...dueTerms,
      ...issueTerms,
      ...priceTerms,
      ...draftConnectParams,
      ...notes,
      ...expandParam,
    }),
    output: Invoice,
    status: 201,
    errors: ["parameter_missing", "payment_method_currency_mismatch", ...priceErrors],
  }),
  "invoices.list": operation({
    id: "invoices.list",
    method: "GET",
    path: "/billing/invoices",
    access: "payments:read",
    summary: "List invoices.",
    input: Params({
      ...pageParams,
      collection_method: Type.Optional(OneOf(...collectionMethods)),
      customer: Type.Optional(Id("customer")),
      due_date: Type.Optional(Range),
      status: Type.Optional(OneOf(...invoiceStatuses)),
      subscription: Type.Optional(Id("subscription")),
      ...expandParam,
    }),
    output: List(Invoice),
    errors: [],
  }),
  "invoices.search": operation({
    id: "invoices.search",
    method: "GET",
    path: "/billing/invoices/search",
    access: "payments:read",
    summary: "Search invoices.",
    input: Params(searchParams),
    output: SearchResult(Invoice),
    errors: ["parameter_invalid"],
  }),
  "invoices.get": operation({
    id: "invoices.get",
    method: "GET",
    path: "/billing/invoices/{id}",
    access: "payments:read",
    summary: "Read an invoice.",
    input: Params(byId),
    output: Invoice,
    errors: ["resource_missing"],
  }),
  "invoices.lines": operation({
    id: "invoices.lines",
    method: "GET",
    path: "/billing/invoices/{id}/lines",
    access: "payments:read",
    summary: "List the lines of an invoice, all at once.",
    input: Params({ id: Id("invoice"), ...expandParam }),
    output: List(InvoiceLine),
    errors: ["resource_missing"],
  }),
  "invoices.update": operation({
    id: "invoices.update",
    method: "POST",
    path: "/billing/invoices/{id}",
    access: "payments:write",
    summary: "Change a draft, or the notes of an open invoice.",
    input: Params({
      ...dueTerms,
      ...issueTerms,
      ...priceTerms,
      ...draftConnectParams,
      ...notes,
      metadata: Type.Optional(Nullable(MetadataParam)),
      ...byId,
    }),
    output: Invoice,
    errors: ["state_conflict", "payment_method_currency_mismatch", ...priceErrors],
  }),
  "invoices.delete": operation({
    id: "invoices.delete",
    method: "DELETE",
    path: "/billing/invoices/{id}",
    access: "payments:write",
    summary: "Delete a draft; its items wait for another invoice.",
    input: Params({ id: Id("invoice") }),
    output: Type.Object({ id: Id("invoice"), object: Type.Literal("invoice"), deleted: Type.Literal(true) }),
    errors: ["resource_missing", "state_conflict"],
  }),
  "invoices.finalize": operation({
    id: "invoices.finalize",
    method: "POST",
    path: "/billing/invoices/{id}/finalize",
    access: "payments:write",
    summary: "Finalise a draft: it gets its number, and is owed.",
    input: Params({ auto_advance: Type.Optional(Type.Boolean()), ...byId }),
    output: Invoice,
    errors: ["resource_missing", "state_conflict", "amount_too_large"],
  }),
  "invoices.pay": operation({
    id: "invoices.pay",
    method: "POST",
    path: "/billing/invoices/{id}/pay",
    access: "payments:write",
    summary: "Try once to have an invoice paid, or note that it was paid elsewhere.",
    input: Params({
      paid_out_of_band: Type.Optional(Type.Boolean()),
      payment_method: Type.Optional(PaymentMethodParam),
      ...byId,
    }),
    output: Invoice,
    errors: ["resource_missing", "state_conflict", "card_declined", "parameter_missing"],
  }),
  "invoices.send": operation({
    id: "invoices.send",
    method: "POST",
    path: "/billing/invoices/{id}/send",
    access: "payments:write",
    summary: "Send an invoice to its customer, by mail into the captured inbox; a draft is finalised first.",
    input: Params(byId),
    output: Invoice,
    errors: ["resource_missing", "state_conflict", "amount_too_large"],
  }),
  "invoices.void": operation({
    id: "invoices.void",
    method: "POST",
    path: "/billing/invoices/{id}/void",
    access: "payments:write",
    summary: "Take an invoice back: nothing is owed, the number stays.",
    input: Params(byId),
    output: Invoice,
    errors: ["resource_missing", "state_conflict"],
  }),
  "invoices.mark_uncollectible": operation({
    id: "invoices.mark_uncollectible",
    method: "POST",
    path: "/billing/invoices/{id}/mark_uncollectible",
    access: "payments:write",
    summary: "Write an open invoice off as a bad debt.",
    input: Params(byId),
    output: Invoice,
    errors: ["resource_missing", "state_conflict"],
  }),
};
