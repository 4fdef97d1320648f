import {
  createAddressee,
  createCoupon,
  createCreditNote,
  createDiscount,
  createInvoice,
  createInvoiceItem,
  createPayer,
  createPlan,
  createPromotionCode,
  createQuote,
  createSchedule,
  createSubscription,
  createTaxRate,
  invoiceVerb,
  quoteVerb,
  scheduleVerb,
  subscriptionVerb,
} from "./billing-triggers.ts";
import { Coupon, PromotionCode } from "./coupons.ts";
import { CreditNote } from "./credit-notes.ts";
import { Discount } from "./discounts.ts";
import { InvoiceItem } from "./invoice-items.ts";
import { InvoicePayment } from "./invoice-payments.ts";
import { Invoice } from "./invoices.ts";
import { SubscriptionSchedule } from "./subscription-schedules.ts";
import { Subscription } from "./subscriptions.ts";
import { Quote } from "./quotes.ts";
import { TaxRate } from "./tax-rates.ts";
import type { TriggerStep } from "./trigger.ts";

const step = (name: string, operation: string, input: TriggerStep["input"]): TriggerStep => ({
  name,
  operation,
  input,
});
const updated = "Updated by micro trigger";
const draft = [...createPayer, createInvoiceItem, createInvoice()];
const open = [...draft, invoiceVerb("finalize")];
const daySeconds = 24 * 3600;
const advance = (days: number) => step("clock", "clock.advance", { seconds: days * daySeconds });
/** A change that the customer's bank declines, and that waits for its payment. */
const pendingUpdate = [
  ...createSubscription(),
  step("declined_method", "payment_methods.attach", { id: "pm_card_chargeCustomerFail", customer: "${customer.id}" }),
  createPlan("other_price", 3000),
  subscriptionVerb("update", { default_payment_method: "${declined_method.id}" }),
  {
    ...subscriptionVerb("update", {
      items: [{ price: "${other_price.id}" }],
      payment_behavior: "pending_if_incomplete",
      proration_behavior: "always_invoice",
    }),
    name: "pending",
  },
];

/** The events of billing: what each is about, what it means, and how to bring it about. */
export const billingEvents = {
  "coupon.created": { object: Coupon, meaning: "A coupon was created.", trigger: [createCoupon()] },
  "coupon.updated": {
    object: Coupon,
    meaning: "A coupon's notes were changed.",
    trigger: [createCoupon(), step("update", "coupons.update", { id: "${coupon.id}", name: updated })],
  },
  "coupon.deleted": {
    object: Coupon,
    meaning: "A coupon was deleted; it can no longer be redeemed.",
    trigger: [createCoupon(), step("deletion", "coupons.delete", { id: "${coupon.id}" })],
  },
  "promotion_code.created": {
    object: PromotionCode,
    meaning: "A promotion code was created.",
    trigger: [createCoupon(), createPromotionCode],
  },
  "promotion_code.updated": {
    object: PromotionCode,
    meaning: "A promotion code was changed: its notes, or whether it is in use.",
    trigger: [
      createCoupon(),
      createPromotionCode,
      step("update", "promotion_codes.update", { id: "${promotion_code.id}", active: false }),
    ],
  },
  "customer.discount.created": {
    object: Discount,
    meaning: "A customer redeemed a coupon.",
    trigger: [...createPayer, createCoupon(), createDiscount],
  },
  "customer.discount.updated": {
    object: Discount,
    meaning: "A customer redeemed another coupon, in the place of the one that he had.",
    trigger: [...createPayer, createCoupon(), createDiscount, { ...createDiscount, name: "other" }],
  },
  "customer.discount.deleted": {
    object: Discount,
    meaning: "The discount of a customer ended.",
    trigger: [
      ...createPayer,
      createCoupon(),
      createDiscount,
      step("deletion", "discounts.delete", { id: "${discount.id}" }),
    ],
  },
  "tax_rate.created": { object: TaxRate, meaning: "A tax rate was created.", trigger: [createTaxRate] },
  "tax_rate.updated": {
    object: TaxRate,
    meaning: "A tax rate's notes were changed, or it was taken out of use.",
    trigger: [createTaxRate, step("update", "tax_rates.update", { id: "${tax_rate.id}", active: false })],
  },
  "invoiceitem.created": {
    object: InvoiceItem,
    meaning: "Something to be paid for was noted.",
    trigger: [...createPayer, createInvoiceItem],
  },
  "invoiceitem.updated": {
    object: InvoiceItem,
    meaning: "An item was changed, or put on a draft.",
    trigger: [
      ...createPayer,
      createInvoiceItem,
      step("update", "invoice_items.update", { id: "${invoiceitem.id}", amount: 1000 }),
    ],
  },
  "invoiceitem.deleted": {
    object: InvoiceItem,
    meaning: "An item was deleted.",
    trigger: [...createPayer, createInvoiceItem, step("deletion", "invoice_items.delete", { id: "${invoiceitem.id}" })],
  },
  "invoice.created": { object: Invoice, meaning: "A draft of an invoice was created.", trigger: draft },
  "invoice.updated": {
    object: Invoice,
    meaning: "An invoice was changed: its lines, its terms, its notes or its payment.",
    trigger: [...draft, invoiceVerb("update", { description: updated })],
  },
  "invoice.deleted": {
    object: Invoice,
    meaning: "A draft of an invoice was deleted.",
    trigger: [...draft, invoiceVerb("delete")],
  },
  "invoice.finalized": {
    object: Invoice,
    meaning: "An invoice got its number, and is owed from now on.",
    trigger: open,
  },
  "invoice.paid": {
    object: Invoice,
    meaning: "An invoice is paid: by a payment, elsewhere, or because nothing was due.",
    trigger: [...open, invoiceVerb("pay")],
  },
  "invoice.payment_succeeded": {
    object: Invoice,
    meaning: "The payment of an invoice succeeded, or none was needed.",
    trigger: [...open, invoiceVerb("pay")],
  },
  "invoice_payment.paid": {
    object: InvoicePayment,
    meaning: "An invoice was paid by its payment: not elsewhere, nor by credit alone.",
    trigger: [...open, invoiceVerb("pay")],
  },
  "invoice.payment_failed": {
    object: Invoice,
    meaning: "A try to have an invoice paid failed.",
    trigger: [
      ...open,
      { ...invoiceVerb("pay", { payment_method: "pm_card_visa_chargeDeclined" }), expects: "card_error" },
    ],
  },
  "invoice.payment_action_required": {
    object: Invoice,
    meaning: "The payer of an invoice has to authenticate.",
    trigger: [
      ...open,
      {
        ...invoiceVerb("pay", { payment_method: "pm_card_authenticationRequiredChargeDeclined" }),
        expects: "card_error",
      },
    ],
  },
  "invoice.sent": {
    object: Invoice,
    meaning: "An invoice was sent to its customer.",
    trigger: [
      ...createAddressee,
      createInvoiceItem,
      createInvoice({ collection_method: "send_invoice", days_until_due: 30 }),
      invoiceVerb("send"),
    ],
  },
  "invoice.will_be_due": {
    object: Invoice,
    meaning: "An open invoice will be due in a few days.",
    trigger: [
      ...createPayer,
      createInvoiceItem,
      createInvoice({ collection_method: "send_invoice", days_until_due: 4 }),
      invoiceVerb("finalize"),
      step("clock", "clock.advance", { seconds: daySeconds }),
    ],
  },
  "invoice.overdue": {
    object: Invoice,
    meaning: "The due date of an open invoice has passed.",
    trigger: [
      ...createPayer,
      createInvoiceItem,
      createInvoice({ collection_method: "send_invoice", days_until_due: 1 }),
      invoiceVerb("finalize"),
      advance(1),
    ],
  },
  "invoice.upcoming": {
    object: Invoice,
    meaning: "The next invoice of a subscription will be made in some days; `invoice_upcoming_days` says in how many.",
    trigger: [...createSubscription(), advance(25)],
  },
  "invoice.voided": {
    object: Invoice,
    meaning: "An invoice was taken back: nothing is owed.",
    trigger: [...open, invoiceVerb("void")],
  },
  "invoice.marked_uncollectible": {
    object: Invoice,
    meaning: "An invoice was written off as a bad debt.",
    trigger: [...open, invoiceVerb("mark_uncollectible")],
  },
  "quote.created": { object: Quote, meaning: "A draft of a quote was created.", trigger: createQuote },
  "quote.finalized": {
    object: Quote,
    meaning: "A quote can be accepted from now on.",
    trigger: [...createQuote, quoteVerb("finalize")],
  },
  "quote.accepted": {
    object: Quote,
    meaning: "A quote was accepted: it is an invoice, or a subscription.",
    trigger: [...createQuote, quoteVerb("finalize"), quoteVerb("accept")],
  },
  "quote.canceled": {
    object: Quote,
    meaning: "A quote was taken back, or expired.",
    trigger: [...createQuote, quoteVerb("cancel")],
  },
  "credit_note.created": {
    object: CreditNote,
    meaning: "A customer was credited for an invoice.",
    trigger: [...open, createCreditNote],
  },
  "credit_note.updated": {
    object: CreditNote,
    meaning: "The notes on a credit note were changed.",
    trigger: [
      ...open,
      createCreditNote,
      step("update", "credit_notes.update", { id: "${credit_note.id}", memo: updated }),
    ],
  },
  "credit_note.voided": {
    object: CreditNote,
    meaning: "A credit note was taken back: its invoice is owed again.",
    trigger: [...open, createCreditNote, step("void", "credit_notes.void", { id: "${credit_note.id}" })],
  },
  "customer.subscription.created": {
    object: Subscription,
    meaning: "A subscription was created.",
    trigger: createSubscription(),
  },
  "customer.subscription.updated": {
    object: Subscription,
    meaning: "A subscription was changed, went on to its next period, or stands otherwise than before.",
    trigger: [...createSubscription(), subscriptionVerb("update", { description: updated })],
  },
  "customer.subscription.deleted": {
    object: Subscription,
    meaning: "A subscription ended.",
    trigger: [...createSubscription(), subscriptionVerb("cancel")],
  },
  "customer.subscription.paused": {
    object: Subscription,
    meaning: "A subscription stopped for a while: by its owner, or since its trial ended and nobody could be charged.",
    trigger: [...createSubscription(), subscriptionVerb("pause")],
  },
  "customer.subscription.resumed": {
    object: Subscription,
    meaning: "A subscription that was paused goes on.",
    trigger: [...createSubscription(), subscriptionVerb("pause"), subscriptionVerb("resume")],
  },
  "customer.subscription.trial_will_end": {
    object: Subscription,
    meaning: "The trial of a subscription ends in three days, or is shorter than that.",
    trigger: [...createSubscription({ trial_period_days: 7 }), advance(4)],
  },
  "customer.subscription.pending_update_applied": {
    object: Subscription,
    meaning: "A change that waited for its payment was paid, and is there.",
    trigger: [
      ...pendingUpdate,
      step("pay", "invoices.pay", { id: "${pending.latest_invoice}", payment_method: "${payment_method.id}" }),
    ],
  },
  "customer.subscription.pending_update_expired": {
    object: Subscription,
    meaning: "A change that waited for its payment was not paid in time, and is gone.",
    trigger: [...pendingUpdate, advance(1)],
  },
  "subscription_schedule.created": {
    object: SubscriptionSchedule,
    meaning: "A schedule of a subscription was created.",
    trigger: createSchedule(),
  },
  "subscription_schedule.updated": {
    object: SubscriptionSchedule,
    meaning: "A schedule was changed, or went on to its next phase.",
    trigger: [...createSchedule(), scheduleVerb("update", { end_behavior: "cancel" })],
  },
  "subscription_schedule.released": {
    object: SubscriptionSchedule,
    meaning: "A schedule ended; its subscription goes on as it is.",
    trigger: [...createSchedule(), scheduleVerb("release")],
  },
  "subscription_schedule.canceled": {
    object: SubscriptionSchedule,
    meaning: "A schedule was canceled, or its subscription ended.",
    trigger: [...createSchedule(), scheduleVerb("cancel")],
  },
  "subscription_schedule.aborted": {
    object: SubscriptionSchedule,
    meaning: "A schedule was canceled since its subscription ended for want of a payment.",
    trigger: [
      ...createSchedule(),
      scheduleVerb("update", { phases: [{ items: [{ price: "${price.id}" }], iterations: 6 }] }),
      step("declined_method", "payment_methods.attach", {
        id: "pm_card_chargeCustomerFail",
        customer: "${customer.id}",
      }),
      subscriptionVerb("update", { default_payment_method: "${declined_method.id}" }),
      advance(60),
    ],
  },
  "subscription_schedule.expiring": {
    object: SubscriptionSchedule,
    meaning: "A schedule ends in seven days.",
    trigger: [...createSchedule(), advance(25)],
  },
  "subscription_schedule.completed": {
    object: SubscriptionSchedule,
    meaning: "The last phase of a schedule is over, and its subscription ended with it.",
    trigger: [...createSchedule({ end_behavior: "cancel" }), advance(31)],
  },
} as const;
