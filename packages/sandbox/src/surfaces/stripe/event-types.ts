import { eventTypes } from "@micro/sdk/contract";

/** The objects whose events Stripe has by the same name: what stands before the last word of a type. */
const sharedObjects = new Set([
  "application_fee",
  "application_fee.refund",
  "balance",
  "billing.meter",
  "billing_portal.configuration",
  "billing_portal.session",
  "cash_balance",
  "charge",
  "charge.refund",
  "checkout.session",
  "coupon",
  "credit_note",
  "customer",
  "customer.discount",
  "customer.source",
  "customer.subscription",
  "customer.tax_id",
  "customer_cash_balance_transaction",
  "invoice",
  "invoice_payment",
  "invoiceitem",
  "payment_link",
  "payment_method",
  "payout",
  "plan",
  "price",
  "product",
  "promotion_code",
  "quote",
  "subscription_schedule",
  "refund",
  "setup_intent",
  "tax_rate",
  "test_helpers.test_clock",
  "topup",
  "transfer",
]);

/** What Stripe calls otherwise, or does not tell. */
const renamed: Readonly<Record<string, string | undefined>> = {
  "payment.created": "payment_intent.created",
  "payment.processing": "payment_intent.processing",
  "payment.requires_action": "payment_intent.requires_action",
  "payment.amount_capturable_updated": "payment_intent.amount_capturable_updated",
  "payment.partially_funded": "payment_intent.partially_funded",
  "payment.succeeded": "payment_intent.succeeded",
  "payment.failed": "payment_intent.payment_failed",
  "payment.canceled": "payment_intent.canceled",
  "charge.released": undefined,
  "refund.initiated": "refund.created",
  "refund.completed": "refund.updated",
  "refund.canceled": "refund.updated",
  "dispute.created": "charge.dispute.created",
  "dispute.updated": "charge.dispute.updated",
  "dispute.closed": "charge.dispute.closed",
  "dispute.funds_reinstated": "charge.dispute.funds_reinstated",
  "dispute.funds_withdrawn": "charge.dispute.funds_withdrawn",
  "bank_account.created": "account.external_account.created",
  "bank_account.deleted": "account.external_account.deleted",
  "bank_account.updated": "account.external_account.updated",
  "connected_account.updated": "account.updated",
  "connected_account.deleted": "account.application.deauthorized",
};

/** What Stripe calls an event of this type; undefined when it has none. */
export function stripeTypeOf(type: string): string | undefined {
  if (Object.hasOwn(renamed, type)) return renamed[type];
  return sharedObjects.has(type.slice(0, type.lastIndexOf("."))) ? type : undefined;
}

/** The types of events here that Stripe has a name for. */
export const typesKnownToStripe: readonly string[] = eventTypes.filter((type) => stripeTypeOf(type) !== undefined);

/** The types of events here that Stripe calls by this name, or by one that fits the pattern `customer.*`. */
export function nativeTypesOf(name: string): string[] {
  const prefix = name.endsWith("*") ? name.slice(0, -1) : undefined;
  return typesKnownToStripe.filter((type) => {
    const known = stripeTypeOf(type);
    return prefix === undefined ? known === name : known?.startsWith(prefix);
  });
}
