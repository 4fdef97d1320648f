import { eventTypes, type EventType } from "@micro/sdk/contract";

/** What goes on for longer than events are kept, and is changed then; a payment or an invoice is done with by that time. */
const lasting = new Set([
  "bank_account",
  "billing.meter",
  "billing_portal.configuration",
  "connected_account",
  "coupon",
  "customer",
  "customer.subscription",
  "payment_link",
  "payment_method",
  "plan",
  "price",
  "product",
  "promotion_code",
  "subscription_schedule",
  "tax_rate",
]);

/** The types of events that tell of it. */
export const lastingTypes: readonly EventType[] = eventTypes.filter((type) =>
  lasting.has(type.slice(0, type.lastIndexOf("."))),
);
