import { Type, type Static } from "typebox";

import { CheckoutSession, LineItem, PromotionWord } from "./checkout.ts";
import { CreditNote } from "./credit-notes.ts";
import { PaymentMethodData } from "./payment-methods.ts";
import { Invoice } from "./invoices.ts";
import { operation } from "./operation.ts";
import { PaymentMethodType } from "./payment-method-details.ts";
import { paymentAttemptErrors } from "./payments.ts";
import { Quote } from "./quotes.ts";
import { Currency, Nullable, OneOf, Params, Text } from "./schema.ts";
import { TaxRate } from "./tax-rates.ts";

export const AuthenticationPage = Type.Object({
  object: Type.Literal("authentication_page"),
  amount: Nullable(Type.Integer()),
  card: Nullable(Type.Object({ brand: Type.String(), last4: Type.String() })),
  currency: Nullable(Currency),
  intent: Type.String(),
  return_url: Nullable(Type.String({ description: "Where the browser goes now, with what came of it." })),
  state: OneOf("waiting", "succeeded", "failed"),
});
/** What the page shows on which a payer passes or fails an authentication. */
export type AuthenticationPage = Static<typeof AuthenticationPage>;

export const CheckoutPage = Type.Object({
  object: Type.Literal("checkout_page"),
  error: Nullable(Type.Object({ code: Type.String(), message: Type.String() })),
  line_items: Type.Array(LineItem),
  next_url: Nullable(Type.String({ description: "Where the browser has to go now." })),
  payment_method_types: Type.Array(PaymentMethodType),
  session: CheckoutSession,
});
/** What the hosted checkout page shows. */
export type CheckoutPage = Static<typeof CheckoutPage>;

export const InvoicePage = Type.Object({
  object: Type.Literal("invoice_page"),
  customer: Type.Object({ email: Nullable(Type.String()), name: Nullable(Type.String()) }),
  error: Nullable(Type.Object({ code: Type.String(), message: Type.String() })),
  invoice: Invoice,
  next_url: Nullable(Type.String({ description: "Where the browser has to go now." })),
  payment_method_types: Type.Array(PaymentMethodType),
  tax_rates: Type.Array(TaxRate, { description: "Those that the invoice names." }),
});
/** What the hosted page of an invoice shows. */
export type InvoicePage = Static<typeof InvoicePage>;

const Reader = Type.Object({ email: Nullable(Type.String()), name: Nullable(Type.String()) });

export const CreditNoteDocument = Type.Object({
  object: Type.Literal("credit_note_document"),
  credit_note: CreditNote,
  customer: Reader,
  invoice_number: Type.String(),
  tax_rates: Type.Array(TaxRate, { description: "Those that the credit note names." }),
});
/** What the document of a credit note says. */
export type CreditNoteDocument = Static<typeof CreditNoteDocument>;

export const QuoteDocument = Type.Object({
  object: Type.Literal("quote_document"),
  customer: Reader,
  quote: Quote,
  tax_rates: Type.Array(TaxRate, { description: "Those that the quote names." }),
});
/** What the document of a quote says. */
export type QuoteDocument = Static<typeof QuoteDocument>;

/** What a payer's browser may do, holding the secret of one intent, invoice, session or link and nothing else. */
export const hostedOperations = {
  "authentication_page.get": operation({
    id: "authentication_page.get",
    method: "GET",
    path: "/hosted/authentication",
    access: "client_secret",
    summary: "What the authentication page of an intent shows.",
    input: Params({}),
    output: AuthenticationPage,
    errors: ["resource_missing"],
  }),
  "authentication_page.submit": operation({
    id: "authentication_page.submit",
    method: "POST",
    path: "/hosted/authentication",
    access: "client_secret",
    summary: "Pass or fail the authentication, as the payer.",
    input: Params({ outcome: OneOf("succeeded", "failed") }),
    output: AuthenticationPage,
    errors: ["resource_missing", "payment_intent_unexpected_state", "setup_intent_unexpected_state"],
  }),
  "checkout_page.get": operation({
    id: "checkout_page.get",
    method: "GET",
    path: "/hosted/checkout",
    access: "client_secret",
    summary: "What the page of a checkout session shows.",
    input: Params({}),
    output: CheckoutPage,
    errors: ["resource_missing"],
  }),
  "checkout_page.submit": operation({
    id: "checkout_page.submit",
    method: "POST",
    path: "/hosted/checkout",
    access: "client_secret",
    summary: "Pay a checkout session, as the payer.",
    input: Params({
      payment_method_data: PaymentMethodData,
      email: Type.Optional(Text(254)),
      name: Type.Optional(Text(200)),
    }),
    output: CheckoutPage,
    errors: ["state_conflict", "coupon_expired", ...paymentAttemptErrors],
  }),
  "checkout_page.redeem": operation({
    id: "checkout_page.redeem",
    method: "POST",
    path: "/hosted/checkout/redeem",
    access: "client_secret",
    summary: "Redeem a promotion code, as the payer; an empty one takes it back.",
    input: Params({ promotion_code: PromotionWord }),
    output: CheckoutPage,
    errors: ["resource_missing", "state_conflict", "coupon_expired", "currency_mismatch"],
  }),
  "invoice_page.get": operation({
    id: "invoice_page.get",
    method: "GET",
    path: "/hosted/invoice",
    access: "client_secret",
    summary: "What the page of an invoice shows.",
    input: Params({}),
    output: InvoicePage,
    errors: ["resource_missing"],
  }),
  "invoice_page.submit": operation({
    id: "invoice_page.submit",
    method: "POST",
    path: "/hosted/invoice",
    access: "client_secret",
    summary: "Pay an invoice, as the payer.",
    input: Params({ payment_method_data: PaymentMethodData }),
    output: InvoicePage,
    errors: ["resource_missing", "state_conflict", ...paymentAttemptErrors],
  }),
  "credit_note_document.get": operation({
    id: "credit_note_document.get",
    method: "GET",
    path: "/hosted/credit_note",
    access: "client_secret",
    summary: "What the document of a credit note says.",
    input: Params({}),
    output: CreditNoteDocument,
    errors: ["resource_missing"],
  }),
  "quote_document.get": operation({
    id: "quote_document.get",
    method: "GET",
    path: "/hosted/quote",
    access: "client_secret",
    summary: "What the document of a quote says.",
    input: Params({}),
    output: QuoteDocument,
    errors: ["resource_missing"],
  }),
  "payment_link_page.open": operation({
    id: "payment_link_page.open",
    method: "POST",
    path: "/hosted/payment_link",
    access: "client_secret",
    summary: "Open a checkout session by a payment link, as the payer.",
    input: Params({}),
    output: CheckoutSession,
    status: 201,
    errors: ["resource_missing", "state_conflict"],
  }),
};
