import { Type, type Static } from "typebox";

import { assetCodes, type Asset } from "./money.ts";
import { operation } from "./operation.ts";
import { OneOf, Params } from "./schema.ts";
import { TransitionMode } from "./transitions.ts";

const yearSeconds = 365 * 24 * 3600;
const Duration = (description: string) =>
  Type.Integer({ minimum: 0, maximum: yearSeconds, description: `${description} In seconds of the sandbox's clock.` });

const FeeParam = Params({
  basis_points: Type.Integer({ minimum: 0, maximum: 10_000, description: "Hundredths of a percent of the amount." }),
  fixed: Type.Integer({ minimum: 0, maximum: 1_000_000_000, description: "In the minor unit, added to it." }),
});
const feesOf = <T>(fee: T) => Object.fromEntries(assetCodes.map((code) => [code, fee])) as Record<Asset, T>;

const settings = {
  authorization_lifetime_s: Duration("How long an authorisation waits for its capture."),
  bank_debit_transition: TransitionMode,
  bank_debit_delay_s: Duration("How long a bank debit is processing."),
  dispute_decision_delay_s: Duration("How long the bank takes to decide on evidence."),
  dispute_delay_s: Duration("How long after its charge a test dispute opens."),
  dispute_transition: TransitionMode,
  dispute_response_s: Duration("How long evidence is waited for."),
  invoice_overdue_days: Type.Array(Type.Integer({ minimum: 1, maximum: 365 }), {
    maxItems: 8,
    description: "On which days after its due date the customer of an invoice is reminded again.",
  }),
  invoice_reminder_days: Type.Array(Type.Integer({ minimum: 1, maximum: 365 }), {
    maxItems: 8,
    description: "On which days before its due date the customer of an invoice is reminded.",
  }),
  invoice_retry_days: Type.Array(Type.Integer({ minimum: 1, maximum: 60 }), {
    maxItems: 8,
    description: "On which days after the first try the payment of an invoice is tried again.",
  }),
  invoice_upcoming_days: Type.Integer({
    minimum: 0,
    maximum: 60,
    description: "How many days before the end of a period its next invoice is announced; 0 announces none.",
  }),
  payout_delay_s: Duration("How long a payout is on its way."),
  payout_transition: TransitionMode,
  payout_interval: OneOf("daily", "manual"),
  refund_transition: TransitionMode,
  refund_delay_s: Duration("How long a pending refund takes."),
  risk_action: OneOf("alert", "block"),
  risk_payments_per_minute_max: Type.Integer({ minimum: 1, maximum: 1000 }),
  settlement_delay_s: Duration("How long collected money is pending before it is available."),
  subscription_dunning_end: OneOf("cancel", "past_due", "unpaid"),
};

export const PaymentSettings = Type.Object({
  object: Type.Literal("payment_settings"),
  ...settings,
  fees: Type.Object(feesOf(FeeParam)),
  livemode: Type.Boolean(),
});
/** How payments behave in this account and mode: delays, fees, payouts and the risk rule. */
export type PaymentSettings = Static<typeof PaymentSettings>;

export const paymentSettingsOperations = {
  "payment_settings.get": operation({
    id: "payment_settings.get",
    method: "GET",
    path: "/payments/settings",
    access: "payments:read",
    summary: "How payments behave: delays, fees, payouts and the risk rule.",
    input: Params({}),
    output: PaymentSettings,
    errors: [],
  }),
  "payment_settings.update": operation({
    id: "payment_settings.update",
    method: "POST",
    path: "/payments/settings",
    access: "payments:write",
    summary: "Change how payments behave, from now on.",
    input: Params({
      authorization_lifetime_s: Type.Optional(settings.authorization_lifetime_s),
      bank_debit_transition: Type.Optional(settings.bank_debit_transition),
      bank_debit_delay_s: Type.Optional(settings.bank_debit_delay_s),
      dispute_decision_delay_s: Type.Optional(settings.dispute_decision_delay_s),
      dispute_delay_s: Type.Optional(settings.dispute_delay_s),
      dispute_transition: Type.Optional(settings.dispute_transition),
      dispute_response_s: Type.Optional(settings.dispute_response_s),
      fees: Type.Optional(Params(feesOf(Type.Optional(FeeParam)))),
      invoice_overdue_days: Type.Optional(settings.invoice_overdue_days),
      invoice_reminder_days: Type.Optional(settings.invoice_reminder_days),
      invoice_retry_days: Type.Optional(settings.invoice_retry_days),
      invoice_upcoming_days: Type.Optional(settings.invoice_upcoming_days),
      payout_delay_s: Type.Optional(settings.payout_delay_s),
      payout_transition: Type.Optional(settings.payout_transition),
      payout_interval: Type.Optional(settings.payout_interval),
      refund_transition: Type.Optional(settings.refund_transition),
      refund_delay_s: Type.Optional(settings.refund_delay_s),
      risk_action: Type.Optional(settings.risk_action),
      risk_payments_per_minute_max: Type.Optional(settings.risk_payments_per_minute_max),
      settlement_delay_s: Type.Optional(settings.settlement_delay_s),
      subscription_dunning_end: Type.Optional(settings.subscription_dunning_end),
    }),
    output: PaymentSettings,
    errors: [],
  }),
};
