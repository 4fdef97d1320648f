import { eventTypes, type EventType } from "@micro/sdk/contract";

/** What can change after events about it have been deleted; a payment or an invoice is over by that time. */
const longLived = new Set([
  "bank_account",
  "billing.meter",
  "billing_portal.configuration",
  "connected_account",
  "coupon",
  "customer",
  "customer.subscription",
  "customer.tax_id",
  "payment_link",
  "payment_method",
  "plan",
  "price",
  "product",
  "promotion_code",
  "subscription_schedule",
  "tax_rate",
]);

/** The types of the events about long-lived resources. */
export const longLivedTypes: readonly EventType[] = eventTypes.filter((type) =>
  longLived.has(type.slice(0, type.lastIndexOf("."))),
);
