import type { TriggerStep } from "./trigger.ts";

type Input = TriggerStep["input"];
const byTrigger = "Created by micro trigger";

/** Creates a payment intent. */
export const create = (input: Input = {}): TriggerStep => ({
  name: "payment_intent",
  operation: "payment_intents.create",
  input: { amount: 2000, currency: "usd", description: byTrigger, ...input },
});

/** Confirms it. */
export const confirm = (paymentMethod: string, declines = false): TriggerStep => ({
  name: "confirmation",
  operation: "payment_intents.confirm",
  input: { id: "${payment_intent.id}", payment_method: paymentMethod },
  ...(declines && { expects: "card_error" }),
});

/** Gives it up. */
export const cancel: TriggerStep = {
  name: "cancellation",
  operation: "payment_intents.cancel",
  input: { id: "${payment_intent.id}", cancellation_reason: "requested_by_customer" },
};

/** Captures what was authorised. */
export const capture: TriggerStep = {
  name: "capture",
  operation: "payment_intents.capture",
  input: { id: "${payment_intent.id}" },
};

/** Refunds what was collected. */
export const refund: TriggerStep = {
  name: "refund",
  operation: "refunds.create",
  input: { payment_intent: "${payment_intent.id}" },
};

/** Pays with an instrument and refunds it. */
export const refundWith = (paymentMethod: string): TriggerStep[] => [create(), confirm(paymentMethod), refund];

/** Lets time pass. */
export const advance = (seconds: number): TriggerStep => ({
  name: "clock",
  operation: "clock.advance",
  input: { seconds },
});

/** Pays, and disputes it. */
export const disputeCharge: TriggerStep[] = [
  create(),
  confirm("pm_card_visa"),
  { name: "dispute", operation: "disputes.create", input: { charge: "${confirmation.latest_charge}" } },
];

/** Creates a customer. */
export const createCustomer: TriggerStep = {
  name: "customer",
  operation: "customers.create",
  input: { email: "${unique}@example.test", name: byTrigger },
};

/** Gives the customer a tax id that is known to the register. */
export const createTaxId: TriggerStep = {
  name: "tax_id",
  operation: "tax_ids.create",
  input: { customer: "${customer.id}", type: "eu_vat", value: "000000000" },
};

/** Gives a card to the customer. */
export const attach: TriggerStep = {
  name: "payment_method",
  operation: "payment_methods.attach",
  input: { id: "pm_card_visa", customer: "${customer.id}" },
};

/** Gives a card to the customer as a source. */
export const attachAsSource: TriggerStep = { ...attach, input: { ...attach.input, as_source: true } };

/** Lets a bank transfer of the customer arrive. */
export const fundCash: TriggerStep = {
  name: "funding",
  operation: "customers.fund_cash_balance",
  input: { id: "${customer.id}", amount: 2000, currency: "usd" },
};

/** Lets a bank transfer arrive that is too small for the payment that waits for it. */
export const payPartOf: TriggerStep[] = [
  createCustomer,
  create({
    amount: 5000,
    customer: "${customer.id}",
    payment_method_types: ["customer_balance"],
    payment_method_data: { type: "customer_balance" },
    confirm: true,
  }),
  fundCash,
];

/** Creates a setup intent. */
export const createSetup = (input: Input = {}): TriggerStep => ({
  name: "setup_intent",
  operation: "setup_intents.create",
  input: { description: byTrigger, ...input },
});

/** Pays with a card whose money is available at once: enough of it, whatever was disputed before. */
export const payAvailable: TriggerStep[] = [create({ amount: 100_000 }), confirm("pm_card_bypassPending")];

/** Pays out. */
export const payOut = (input: Input = {}): TriggerStep => ({
  name: "payout",
  operation: "payouts.create",
  input: { amount: 1000, currency: "usd", ...input },
});

/** Creates a product. */
export const createProduct: TriggerStep = {
  name: "product",
  operation: "products.create",
  input: { name: byTrigger },
};

/** Creates its price. */
export const createPrice: TriggerStep = {
  name: "price",
  operation: "prices.create",
  input: { product: "${product.id}", currency: "usd", unit_amount: 2000 },
};

/** Creates a price that falls due monthly. */
export const createRecurring = (input: Input = {}): TriggerStep => ({
  ...createPrice,
  input: { ...createPrice.input, recurring: { interval: "month" }, ...input },
});

/** Opens a checkout session. */
export const createSession = (input: Input = {}): TriggerStep => ({
  name: "session",
  operation: "checkout_sessions.create",
  input: {
    line_items: [{ price_data: { currency: "usd", unit_amount: 2000, product_data: { name: byTrigger } } }],
    success_url: "http://127.0.0.1:4242/success?session_id={CHECKOUT_SESSION_ID}",
    ...input,
  },
});

/** Pays a checkout session by a bank debit, and waits for the bank. */
export const payDebitSession = (paymentMethod: string): TriggerStep[] => [
  createSession({ payment_method_types: ["us_bank_account"] }),
  {
    name: "payment",
    operation: "checkout_sessions.pay",
    input: { id: "${session.id}", payment_method: paymentMethod },
  },
  advance(180),
];

/** Has one customer pay six times in a row. */
export const payManyTimes: TriggerStep[] = [
  createCustomer,
  ...[1, 2, 3, 4, 5, 6].map((number) => ({
    name: `payment_${number}`,
    operation: "payment_intents.create",
    input: { amount: 2000, currency: "usd", customer: "${customer.id}", payment_method: "pm_card_visa", confirm: true },
  })),
];
