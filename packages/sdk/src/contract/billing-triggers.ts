import type { TriggerStep } from "./trigger.ts";

type Input = TriggerStep["input"];
const byTrigger = "Created by micro trigger";

/** Creates a coupon. */
export const createCoupon = (input: Input = { percent_off: "25" }): TriggerStep => ({
  name: "coupon",
  operation: "coupons.create",
  input: { duration: "forever", name: byTrigger, ...input },
});

/** Creates a word that redeems it. */
export const createPromotionCode: TriggerStep = {
  name: "promotion_code",
  operation: "promotion_codes.create",
  input: { coupon: "${coupon.id}" },
};

/** Redeems a coupon for a customer. */
export const createDiscount: TriggerStep = {
  name: "discount",
  operation: "discounts.create",
  input: { customer: "${customer.id}", coupon: "${coupon.id}" },
};

/** Creates a tax rate. */
export const createTaxRate: TriggerStep = {
  name: "tax_rate",
  operation: "tax_rates.create",
  input: { display_name: "VAT", inclusive: false, percentage: "20", description: byTrigger },
};

/** Creates a customer with a card. */
export const createPayer: readonly TriggerStep[] = [
  { name: "customer", operation: "customers.create", input: { description: byTrigger } },
  {
    name: "payment_method",
    operation: "payment_methods.attach",
    input: { id: "pm_card_visa", customer: "${customer.id}" },
  },
];

/** Creates a price of a product that falls due monthly. */
export const createPlan = (name: string, amount: number): TriggerStep => ({
  name,
  operation: "prices.create",
  input: { product: "${product.id}", currency: "usd", unit_amount: amount, recurring: { interval: "month" } },
});

/** Creates a subscription of such a customer to something that is paid monthly. */
export const createSubscription = (input: Input = {}): readonly TriggerStep[] => [
  ...createPayer,
  { name: "product", operation: "products.create", input: { name: byTrigger } },
  createPlan("price", 2000),
  {
    name: "subscription",
    operation: "subscriptions.create",
    input: {
      customer: "${customer.id}",
      items: [{ price: "${price.id}" }],
      default_payment_method: "${payment_method.id}",
      description: byTrigger,
      ...input,
    },
  },
];

/** Creates a schedule of it, whose one phase is the period that runs. */
export const createSchedule = (input: Input = {}): readonly TriggerStep[] => [
  ...createSubscription(),
  {
    name: "schedule",
    operation: "subscription_schedules.create",
    input: { from_subscription: "${subscription.id}", ...input },
  },
];

/** Does something with the schedule. */
export const scheduleVerb = (verb: string, input: Input = {}): TriggerStep => ({
  name: verb,
  operation: `subscription_schedules.${verb}`,
  input: { id: "${schedule.id}", ...input },
});

/** Does something with it. */
export const subscriptionVerb = (verb: string, input: Input = {}): TriggerStep => ({
  name: verb,
  operation: `subscriptions.${verb}`,
  input: { id: "${subscription.id}", ...input },
});

/** The same with an address to send invoices to. */
export const createAddressee: readonly TriggerStep[] = createPayer.map((step) =>
  step.name === "customer" ? { ...step, input: { ...step.input, email: "${unique}@example.test" } } : step,
);

/** Creates something to be paid for. */
export const createInvoiceItem: TriggerStep = {
  name: "invoiceitem",
  operation: "invoice_items.create",
  input: { customer: "${customer.id}", amount: 2000, currency: "usd", description: byTrigger },
};

/** Creates a draft of it. */
export const createInvoice = (input: Input = {}): TriggerStep => ({
  name: "invoice",
  operation: "invoices.create",
  input: {
    customer: "${customer.id}",
    pending_invoice_items_behavior: "include",
    description: byTrigger,
    default_payment_method: "${payment_method.id}",
    ...input,
  },
});

/** Does something with the draft. */
export const invoiceVerb = (verb: string, input: Input = {}): TriggerStep => ({
  name: verb,
  operation: `invoices.${verb}`,
  input: { id: "${invoice.id}", ...input },
});

/** Credits a part of it. */
export const createCreditNote: TriggerStep = {
  name: "credit_note",
  operation: "credit_notes.create",
  input: { invoice: "${invoice.id}", amount: 500, memo: byTrigger },
};

/** Creates a quote for something that is bought once. */
export const createQuote: readonly TriggerStep[] = [
  ...createPayer,
  { name: "product", operation: "products.create", input: { name: byTrigger } },
  {
    name: "price",
    operation: "prices.create",
    input: { product: "${product.id}", currency: "usd", unit_amount: 2000 },
  },
  {
    name: "quote",
    operation: "quotes.create",
    input: { customer: "${customer.id}", line_items: [{ price: "${price.id}" }], description: byTrigger },
  },
];

/** Does something with it. */
export const quoteVerb = (verb: string): TriggerStep => ({
  name: verb,
  operation: `quotes.${verb}`,
  input: { id: "${quote.id}" },
});
