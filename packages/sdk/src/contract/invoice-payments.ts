import { Type, type Static } from "typebox";

import { operation } from "./operation.ts";
import { Currency, expandParam, Id, List, Nullable, OneOf, pageParams, Params, Timestamp } from "./schema.ts";

const PaymentId = Type.String({
  minLength: 1,
  maxLength: 64,
  description: "`inpay_…`: after `inpay_` comes what follows `in_` in the id of its invoice.",
});

/** Where the payment of an invoice can stand. */
const paymentStatuses = ["open", "paid", "canceled"] as const;

export const InvoicePayment = Type.Object({
  id: PaymentId,
  object: Type.Literal("invoice_payment"),
  amount_paid: Nullable(Type.Integer({ minimum: 0 })),
  amount_requested: Type.Integer({ minimum: 0 }),
  canceled_at: Nullable(Timestamp),
  created: Timestamp,
  currency: Currency,
  invoice: Id("invoice"),
  livemode: Type.Boolean(),
  paid_at: Nullable(Timestamp),
  payment_intent: Id("paymentIntent"),
  status: OneOf(...paymentStatuses),
});
/** By what an invoice is paid: its payment intent, as it stands. */
export type InvoicePayment = Static<typeof InvoicePayment>;

export const invoicePaymentOperations = {
  "invoice_payments.list": operation({
    id: "invoice_payments.list",
    method: "GET",
    path: "/billing/invoice_payments",
    access: "payments:read",
    summary: "List the payments of invoices.",
    input: Params({
      ...pageParams,
      invoice: Type.Optional(Id("invoice")),
      payment_intent: Type.Optional(Id("paymentIntent")),
      status: Type.Optional(OneOf(...paymentStatuses)),
      ...expandParam,
    }),
    output: List(InvoicePayment),
    errors: [],
  }),
  "invoice_payments.get": operation({
    id: "invoice_payments.get",
    method: "GET",
    path: "/billing/invoice_payments/{id}",
    access: "payments:read",
    summary: "Read the payment of an invoice.",
    input: Params({ id: PaymentId, ...expandParam }),
    output: InvoicePayment,
    errors: ["resource_missing"],
  }),
};
