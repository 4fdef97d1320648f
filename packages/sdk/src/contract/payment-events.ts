import { PaymentBalance, Payout } from "./balance.ts";
import { Charge } from "./charges.ts";
import { CheckoutSession, PaymentLink } from "./checkout.ts";
import { CashBalance, CashTransaction, Customer } from "./customers.ts";
import { Dispute } from "./disputes.ts";
import { PaymentMethod } from "./payment-methods.ts";
import {
  advance,
  attach,
  attachAsSource,
  cancel,
  capture,
  confirm,
  create,
  createCustomer,
  createPrice,
  createProduct,
  createRecurring,
  createSession,
  createSetup,
  createTaxId,
  disputeCharge,
  fundCash,
  payAvailable,
  payDebitSession,
  payManyTimes,
  payOut,
  payPartOf,
  refund,
  refundWith,
} from "./payment-triggers.ts";
import { PaymentIntent } from "./payments.ts";
import { Price } from "./prices.ts";
import { Product } from "./products.ts";
import { Refund } from "./refunds.ts";
import { RiskAlert } from "./risk.ts";
import { SetupIntent } from "./setup-intents.ts";
import { TaxId } from "./tax-ids.ts";
import type { TriggerStep } from "./trigger.ts";

const step = (name: string, operation: string, input: TriggerStep["input"]): TriggerStep => ({
  name,
  operation,
  input,
});

/** The events of payments: what each is about, what it means, and how to bring it about. */
export const paymentEvents = {
  "payment.created": { object: PaymentIntent, meaning: "A payment intent was created.", trigger: [create()] },
  "payment.updated": {
    object: PaymentIntent,
    meaning: "A payment intent was changed by its merchant.",
    trigger: [create(), step("update", "payment_intents.update", { id: "${payment_intent.id}", amount: 2500 })],
  },
  "payment.processing": {
    object: PaymentIntent,
    meaning: "A bank debit is on its way; the bank answers later.",
    trigger: [create({ payment_method_types: ["us_bank_account"] }), confirm("pm_usBankAccount_success")],
  },
  "payment.requires_action": {
    object: PaymentIntent,
    meaning: "The payer has to authenticate, or to send money.",
    trigger: [create(), confirm("pm_card_authenticationRequired")],
  },
  "payment.amount_capturable_updated": {
    object: PaymentIntent,
    meaning: "The payment was authorised and waits to be captured.",
    trigger: [create({ capture_method: "manual" }), confirm("pm_card_visa")],
  },
  "payment.succeeded": {
    object: PaymentIntent,
    meaning: "The payment was collected.",
    trigger: [create(), confirm("pm_card_visa")],
  },
  "payment.failed": {
    object: PaymentIntent,
    meaning: "An attempt failed; the intent waits for another payment method.",
    trigger: [create(), confirm("pm_card_visa_chargeDeclined", true)],
  },
  "payment.canceled": {
    object: PaymentIntent,
    meaning: "The payment intent was given up.",
    trigger: [create(), cancel],
  },
  "charge.succeeded": {
    object: Charge,
    meaning: "An attempt succeeded.",
    trigger: [create(), confirm("pm_card_visa")],
  },
  "charge.pending": {
    object: Charge,
    meaning: "An attempt was sent to a bank, which answers later.",
    trigger: [create({ payment_method_types: ["us_bank_account"] }), confirm("pm_usBankAccount_success")],
  },
  "charge.failed": {
    object: Charge,
    meaning: "An attempt failed.",
    trigger: [create(), confirm("pm_card_visa_chargeDeclined", true)],
  },
  "charge.captured": {
    object: Charge,
    meaning: "What was authorised was captured, in full or in part.",
    trigger: [create({ capture_method: "manual" }), confirm("pm_card_visa"), capture],
  },
  "charge.released": {
    object: Charge,
    meaning: "What was authorised was given back: the payment was canceled before it was captured.",
    trigger: [create({ capture_method: "manual" }), confirm("pm_card_visa"), cancel],
  },
  "charge.expired": {
    object: Charge,
    meaning: "What was authorised was given back: nobody captured it in its time.",
    trigger: [create({ capture_method: "manual" }), confirm("pm_card_visa"), advance(7 * 24 * 3600)],
  },
  "charge.refunded": {
    object: Charge,
    meaning: "A charge was refunded, in full or in part.",
    trigger: [create(), confirm("pm_card_visa"), refund],
  },
  "charge.refund.updated": {
    object: Refund,
    meaning: "A charge's refund was changed: its metadata, or it arrived late, came back or was taken back.",
    trigger: [
      ...refundWith("pm_card_visa"),
      step("update", "refunds.update", { id: "${refund.id}", metadata: { by: "micro" } }),
    ],
  },
  "charge.updated": {
    object: Charge,
    meaning: "A charge was changed: its notes, a dispute, or a refund that came back.",
    trigger: [
      create(),
      confirm("pm_card_visa"),
      step("update", "charges.update", {
        id: "${confirmation.latest_charge}",
        description: "Updated by micro trigger",
      }),
    ],
  },
  "refund.initiated": {
    object: Refund,
    meaning: "A refund was begun.",
    trigger: [create(), confirm("pm_card_visa"), refund],
  },
  "refund.completed": {
    object: Refund,
    meaning: "A refund arrived.",
    trigger: [create(), confirm("pm_card_visa"), refund],
  },
  "refund.failed": {
    object: Refund,
    meaning: "A refund could not arrive; its money came back.",
    trigger: [...refundWith("4000000000005126"), advance(60)],
  },
  "refund.canceled": {
    object: Refund,
    meaning: "A pending refund was taken back.",
    trigger: [...refundWith("4000000000007726"), step("cancellation", "refunds.cancel", { id: "${refund.id}" })],
  },
  "refund.updated": {
    object: Refund,
    meaning: "A refund's metadata was changed.",
    trigger: [
      ...refundWith("pm_card_visa"),
      step("update", "refunds.update", { id: "${refund.id}", metadata: { by: "micro" } }),
    ],
  },
  "payment.partially_funded": {
    object: PaymentIntent,
    meaning: "A bank transfer arrived that is too small; the payment waits for the rest.",
    trigger: payPartOf,
  },
  "dispute.created": {
    object: Dispute,
    meaning: "A payer disputed a charge, or a bank asked about it.",
    trigger: disputeCharge,
  },
  "dispute.updated": {
    object: Dispute,
    meaning: "A dispute went on: evidence came, or the bank looks at it.",
    trigger: [
      ...disputeCharge,
      step("update", "disputes.update", { id: "${dispute.id}", evidence: { uncategorized_text: "It arrived." } }),
    ],
  },
  "dispute.funds_withdrawn": {
    object: Dispute,
    meaning: "A dispute took its amount and its fee from the balance.",
    trigger: disputeCharge,
  },
  "dispute.funds_reinstated": {
    object: Dispute,
    meaning: "A dispute was won, and its amount came back to the balance.",
    trigger: [
      ...disputeCharge,
      step("update", "disputes.update", {
        id: "${dispute.id}",
        evidence: { uncategorized_text: "winning_evidence" },
        submit: true,
      }),
    ],
  },
  "dispute.closed": {
    object: Dispute,
    meaning: "A dispute was won, lost or withdrawn.",
    trigger: [...disputeCharge, step("close", "disputes.close", { id: "${dispute.id}" })],
  },
  "customer.created": { object: Customer, meaning: "A customer was created.", trigger: [createCustomer] },
  "customer.updated": {
    object: Customer,
    meaning: "A customer was changed.",
    trigger: [
      createCustomer,
      step("update", "customers.update", { id: "${customer.id}", name: "Updated by micro trigger" }),
    ],
  },
  "customer.deleted": {
    object: Customer,
    meaning: "A customer was deleted.",
    trigger: [createCustomer, step("deletion", "customers.delete", { id: "${customer.id}" })],
  },
  "customer.tax_id.created": {
    object: TaxId,
    meaning: "A customer got a tax id.",
    trigger: [createCustomer, createTaxId],
  },
  "customer.tax_id.updated": {
    object: TaxId,
    meaning: "A register answered whether a tax id is known to it.",
    trigger: [createCustomer, createTaxId],
  },
  "customer.tax_id.deleted": {
    object: TaxId,
    meaning: "A tax id was taken from a customer.",
    trigger: [createCustomer, createTaxId, step("deletion", "tax_ids.delete", { id: "${tax_id.id}" })],
  },
  "customer.source.created": {
    object: PaymentMethod,
    meaning: "A payment method was given to a customer as a source.",
    trigger: [createCustomer, attachAsSource],
  },
  "customer.source.updated": {
    object: PaymentMethod,
    meaning: "A payment method that is a customer's source was changed.",
    trigger: [
      createCustomer,
      attachAsSource,
      step("update", "payment_methods.update", { id: "${payment_method.id}", metadata: { a: "b" }, as_source: true }),
    ],
  },
  "cash_balance.funds_available": {
    object: CashBalance,
    meaning: "A bank transfer of a customer arrived.",
    trigger: [createCustomer, fundCash],
  },
  "customer_cash_balance_transaction.created": {
    object: CashTransaction,
    meaning: "A customer's cash balance changed.",
    trigger: [createCustomer, fundCash],
  },
  "payment_method.attached": {
    object: PaymentMethod,
    meaning: "A payment method was given to a customer.",
    trigger: [createCustomer, attach],
  },
  "payment_method.updated": {
    object: PaymentMethod,
    meaning: "A payment method was changed.",
    trigger: [
      createCustomer,
      attach,
      step("update", "payment_methods.update", { id: "${payment_method.id}", metadata: { by: "micro" } }),
    ],
  },
  "payment_method.detached": {
    object: PaymentMethod,
    meaning: "A payment method was taken from its customer.",
    trigger: [createCustomer, attach, step("detachment", "payment_methods.detach", { id: "${payment_method.id}" })],
  },
  "setup_intent.created": { object: SetupIntent, meaning: "A setup intent was created.", trigger: [createSetup()] },
  "setup_intent.requires_action": {
    object: SetupIntent,
    meaning: "The payer has to authenticate before the method is set up.",
    trigger: [createSetup({ payment_method: "pm_card_authenticationRequired", confirm: true })],
  },
  "setup_intent.succeeded": {
    object: SetupIntent,
    meaning: "A payment method is set up.",
    trigger: [createSetup({ payment_method: "pm_card_visa", confirm: true })],
  },
  "setup_intent.setup_failed": {
    object: SetupIntent,
    meaning: "A payment method could not be set up.",
    trigger: [
      createSetup(),
      {
        ...step("confirmation", "setup_intents.confirm", {
          id: "${setup_intent.id}",
          payment_method: "pm_card_visa_chargeDeclined",
        }),
        expects: "card_error",
      },
    ],
  },
  "setup_intent.canceled": {
    object: SetupIntent,
    meaning: "A setup intent was given up.",
    trigger: [createSetup(), step("cancellation", "setup_intents.cancel", { id: "${setup_intent.id}" })],
  },
  "balance.available": {
    object: PaymentBalance,
    meaning: "Pending money became available.",
    trigger: [create(), confirm("pm_card_visa"), advance(2 * 24 * 3600)],
  },
  "payout.created": { object: Payout, meaning: "A payout left the balance.", trigger: [...payAvailable, payOut()] },
  "payout.updated": {
    object: Payout,
    meaning: "A payout was sent to the bank, or its metadata changed.",
    trigger: [
      ...payAvailable,
      payOut(),
      step("update", "payouts.update", { id: "${payout.id}", metadata: { by: "micro" } }),
    ],
  },
  "payout.paid": {
    object: Payout,
    meaning: "A payout arrived.",
    trigger: [...payAvailable, payOut(), advance(24 * 3600)],
  },
  "payout.failed": {
    object: Payout,
    meaning: "A payout could not arrive; its money came back.",
    trigger: [...payAvailable, payOut({ destination: "ba_account_closed" }), advance(24 * 3600)],
  },
  "payout.canceled": {
    object: Payout,
    meaning: "A pending payout was taken back.",
    trigger: [...payAvailable, payOut(), step("cancellation", "payouts.cancel", { id: "${payout.id}" })],
  },
  "checkout.session.completed": {
    object: CheckoutSession,
    meaning: "A payer is done with a checkout session.",
    trigger: [
      createSession(),
      step("payment", "checkout_sessions.pay", { id: "${session.id}", payment_method: "pm_card_visa" }),
    ],
  },
  "checkout.session.expired": {
    object: CheckoutSession,
    meaning: "A checkout session ended without a payment.",
    trigger: [createSession(), step("expiry", "checkout_sessions.expire", { id: "${session.id}" })],
  },
  "checkout.session.async_payment_succeeded": {
    object: CheckoutSession,
    meaning: "The bank debit of a completed session was collected.",
    trigger: payDebitSession("pm_usBankAccount_success"),
  },
  "checkout.session.async_payment_failed": {
    object: CheckoutSession,
    meaning: "The bank debit of a completed session failed.",
    trigger: payDebitSession("pm_usBankAccount_accountClosed"),
  },
  "payment_link.created": {
    object: PaymentLink,
    meaning: "A payment link was created.",
    trigger: [
      createProduct,
      createPrice,
      step("payment_link", "payment_links.create", { line_items: [{ price: "${price.id}" }] }),
    ],
  },
  "payment_link.updated": {
    object: PaymentLink,
    meaning: "A payment link was changed.",
    trigger: [
      createProduct,
      createPrice,
      step("payment_link", "payment_links.create", { line_items: [{ price: "${price.id}" }] }),
      step("update", "payment_links.update", { id: "${payment_link.id}", active: false }),
    ],
  },
  "product.created": { object: Product, meaning: "A product was created.", trigger: [createProduct] },
  "product.updated": {
    object: Product,
    meaning: "A product was changed.",
    trigger: [
      createProduct,
      step("update", "products.update", { id: "${product.id}", name: "Updated by micro trigger" }),
    ],
  },
  "product.deleted": {
    object: Product,
    meaning: "A product was deleted.",
    trigger: [createProduct, step("deletion", "products.delete", { id: "${product.id}" })],
  },
  "price.created": { object: Price, meaning: "A price was created.", trigger: [createProduct, createPrice] },
  "price.updated": {
    object: Price,
    meaning: "A price's notes were changed, or it was taken out of use.",
    trigger: [createProduct, createPrice, step("update", "prices.update", { id: "${price.id}", active: false })],
  },
  "price.deleted": {
    object: Price,
    meaning: "A price was deleted.",
    trigger: [createProduct, createRecurring(), step("deletion", "prices.delete", { id: "${price.id}" })],
  },
  "plan.created": {
    object: Price,
    meaning: "A price was created as a plan.",
    trigger: [createProduct, createRecurring({ as_plan: true })],
  },
  "plan.updated": {
    object: Price,
    meaning: "A plan was changed.",
    trigger: [
      createProduct,
      createRecurring({ as_plan: true }),
      step("update", "prices.update", { id: "${price.id}", metadata: { a: "b" }, as_plan: true }),
    ],
  },
  "plan.deleted": {
    object: Price,
    meaning: "A plan was deleted.",
    trigger: [
      createProduct,
      createRecurring({ as_plan: true }),
      step("deletion", "prices.delete", { id: "${price.id}", as_plan: true }),
    ],
  },
  "risk.alert": {
    object: RiskAlert,
    meaning: "A customer paid more often in a minute than the rule allows.",
    trigger: payManyTimes,
  },
} as const;
