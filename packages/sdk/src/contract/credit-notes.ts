import { Type, type Static } from "typebox";

import { DiscountAmount } from "./discounts.ts";
import { TaxAmount } from "./invoices.ts";
import { operation } from "./operation.ts";
import {
  Amount,
  Currency,
  expandParam,
  Id,
  List,
  Metadata,
  MetadataParam,
  Nullable,
  OneOf,
  pageParams,
  Params,
  Text,
  Timestamp,
} from "./schema.ts";

/** Where a credit note can stand. */
export const creditNoteStatuses = ["issued", "void"] as const;
/** Where a credit note can stand. */
export type CreditNoteStatus = (typeof creditNoteStatuses)[number];

/** Why a customer is credited. */
export const creditNoteReasons = ["duplicate", "fraudulent", "order_change", "product_unsatisfactory"] as const;

const Natural = Type.Integer({ minimum: 0 });
const LineId = Type.String({ minLength: 1, maxLength: 64, description: "`il_…`" });

export const CreditNoteLine = Type.Object({
  id: Type.String({ description: "`cnli_`, what follows `cn_` in the id of the note, and the number of the line." }),
  object: Type.Literal("credit_note_line_item"),
  amount: Type.Integer({ minimum: 0, description: "Before discounts and exclusive taxes." }),
  description: Nullable(Type.String()),
  discount_amounts: Type.Array(DiscountAmount),
  invoice_line_item: Nullable(LineId),
  livemode: Type.Boolean(),
  quantity: Nullable(Natural),
  taxes: Type.Array(TaxAmount),
  type: OneOf("custom_line_item", "invoice_line_item"),
  unit_amount: Nullable(Natural),
});
/** One line of a credit note. */
export type CreditNoteLine = Static<typeof CreditNoteLine>;

export const CreditNote = Type.Object({
  id: Id("creditNote"),
  object: Type.Literal("credit_note"),
  amount: Amount,
  created: Timestamp,
  credit_amount: Type.Integer({ minimum: 0, description: "What went to the customer's balance." }),
  currency: Currency,
  customer: Id("customer"),
  customer_balance_transaction: Nullable(Id("customerBalanceTransaction")),
  effective_at: Type.Integer({
    minimum: 0,
    description: "Its date: when it was created, unless it was given another.",
  }),
  invoice: Id("invoice"),
  lines: List(CreditNoteLine),
  livemode: Type.Boolean(),
  memo: Nullable(Type.String()),
  metadata: Metadata,
  number: Type.String({ description: "The number of its invoice, `-CN-` and its place among the notes of that." }),
  out_of_band_amount: Type.Integer({ minimum: 0, description: "What was paid back elsewhere." }),
  pdf: Nullable(Type.String({ description: "Where it is downloaded as a document to keep; null for a preview." })),
  post_payment_amount: Type.Integer({ minimum: 0, description: "What was credited of what is paid." }),
  pre_payment_amount: Type.Integer({ minimum: 0, description: "What need not be paid any more." }),
  reason: Nullable(OneOf(...creditNoteReasons)),
  refund_amount: Natural,
  refunds: Type.Array(Type.Object({ amount_refunded: Amount, refund: Id("refund") }), {
    description: "Those that were linked, and the one that it made.",
  }),
  status: OneOf(...creditNoteStatuses),
  subtotal: Type.Integer({
    minimum: 0,
    description: "The lines with their own discounts, before those of the invoice.",
  }),
  total: Amount,
  total_discount_amounts: Type.Array(DiscountAmount),
  total_excluding_tax: Natural,
  total_taxes: Type.Array(TaxAmount),
  type: OneOf("post_payment", "pre_payment"),
  voided_at: Nullable(Timestamp),
});
/** What of a finalised invoice a customer does not owe, or has back. */
export type CreditNote = Static<typeof CreditNote>;

const LineParam = Params({
  type: OneOf("custom_line_item", "invoice_line_item"),
  amount: Type.Optional(
    Type.Integer({ ...Amount, description: "Of a line of the invoice, before discounts and taxes." }),
  ),
  description: Type.Optional(Text(500)),
  invoice_line_item: Type.Optional(LineId),
  quantity: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000_000 })),
  unit_amount: Type.Optional(Amount),
});
const notes = { memo: Type.Optional(Text(5000)), metadata: Type.Optional(MetadataParam) };
const content = {
  invoice: Id("invoice"),
  amount: Type.Optional(Amount),
  credit_amount: Type.Optional(Natural),
  effective_at: Type.Optional(Timestamp),
  lines: Type.Optional(Type.Array(LineParam, { minItems: 1, maxItems: 250 })),
  out_of_band_amount: Type.Optional(Natural),
  reason: Type.Optional(OneOf(...creditNoteReasons)),
  refund_amount: Type.Optional(Type.Integer({ minimum: 0, description: "What is refunded now." })),
  refunds: Type.Optional(
    Type.Array(Params({ amount_refunded: Type.Optional(Amount), refund: Id("refund") }), {
      maxItems: 20,
      description: "Refunds of the invoice's payment that are there already; all that is left of each by default.",
    }),
  ),
  ...notes,
  ...expandParam,
};
const contentErrors = [
  "resource_missing",
  "state_conflict",
  "parameter_missing",
  "parameter_invalid",
  "amount_too_large",
] as const;
const byId = { id: Id("creditNote"), ...expandParam };

export const creditNoteOperations = {
  "credit_notes.create": operation({
    id: "credit_notes.create",
    method: "POST",
    path: "/billing/credit_notes",
    access: "payments:write",
    summary: "Credit a customer for a finalised invoice: in full or in part, by an amount or line by line.",
    input: Params(content),
    output: CreditNote,
    status: 201,
    errors: [
      ...contentErrors,
      "amount_too_small",
      "charge_already_refunded",
      "charge_disputed",
      "balance_insufficient",
    ],
  }),
  "credit_notes.preview": operation({
    id: "credit_notes.preview",
    method: "POST",
    path: "/billing/credit_notes/preview",
    access: "payments:write",
    summary: "What a credit note would be, without issuing it.",
    input: Params(content),
    output: CreditNote,
    errors: contentErrors,
  }),
  "credit_notes.list": operation({
    id: "credit_notes.list",
    method: "GET",
    path: "/billing/credit_notes",
    access: "payments:read",
    summary: "List credit notes.",
    input: Params({
      ...pageParams,
      customer: Type.Optional(Id("customer")),
      invoice: Type.Optional(Id("invoice")),
      ...expandParam,
    }),
    output: List(CreditNote),
    errors: [],
  }),
  "credit_notes.get": operation({
    id: "credit_notes.get",
    method: "GET",
    path: "/billing/credit_notes/{id}",
    access: "payments:read",
    summary: "Read a credit note.",
    input: Params(byId),
    output: CreditNote,
    errors: ["resource_missing"],
  }),
  "credit_notes.lines": operation({
    id: "credit_notes.lines",
    method: "GET",
    path: "/billing/credit_notes/{id}/lines",
    access: "payments:read",
    summary: "List the lines of a credit note, all at once.",
    input: Params({ id: Id("creditNote") }),
    output: List(CreditNoteLine),
    errors: ["resource_missing"],
  }),
  "credit_notes.update": operation({
    id: "credit_notes.update",
    method: "POST",
    path: "/billing/credit_notes/{id}",
    access: "payments:write",
    summary: "Change the memo or the metadata of a credit note.",
    input: Params({ ...notes, metadata: Type.Optional(Nullable(MetadataParam)), ...byId }),
    output: CreditNote,
    errors: ["resource_missing"],
  }),
  "credit_notes.void": operation({
    id: "credit_notes.void",
    method: "POST",
    path: "/billing/credit_notes/{id}/void",
    access: "payments:write",
    summary: "Take a credit note back while its invoice is open.",
    input: Params(byId),
    output: CreditNote,
    errors: ["resource_missing", "state_conflict"],
  }),
};
