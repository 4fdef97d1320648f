import { apiKeyOperations } from "./api-keys.ts";
import { applicationFeeOperations } from "./application-fees.ts";
import { auditOperations } from "./audit.ts";
import { authOperations } from "./auth.ts";
import { bankAccountOperations } from "./bank-accounts.ts";
import { balanceOperations } from "./balance.ts";
import { billingPortalOperations } from "./billing-portal.ts";
import { portalConfigurationOperations } from "./portal-configurations.ts";
import { chargeOperations } from "./charges.ts";
import { checkoutOperations } from "./checkout.ts";
import { confirmationTokenOperations } from "./confirmation-tokens.ts";
import { connectedAccountOperations } from "./connected-accounts.ts";
import { couponOperations } from "./coupons.ts";
import { quoteOperations } from "./quotes.ts";
import { creditNoteOperations } from "./credit-notes.ts";
import { customerBalanceOperations } from "./customer-balance.ts";
import { customerBillingOperations } from "./customer-billing.ts";
import { customerOperations } from "./customers.ts";
import { taxIdOperations } from "./tax-ids.ts";
import { discountOperations } from "./discounts.ts";
import { disputeOperations } from "./disputes.ts";
import { faultOperations } from "./faults.ts";
import { hostedOperations } from "./hosted.ts";
import { invoiceItemOperations } from "./invoice-items.ts";
import { invoiceLineOperations } from "./invoice-lines.ts";
import { invoicePaymentOperations } from "./invoice-payments.ts";
import { invoicePreviewOperations } from "./invoice-previews.ts";
import { invoiceOperations } from "./invoices.ts";
import { onboardingOperations } from "./onboarding.ts";
import { paymentMethodOperations } from "./payment-methods.ts";
import { paymentSettingsOperations } from "./payment-settings.ts";
import { priceOperations } from "./prices.ts";
import { productOperations } from "./products.ts";
import { reconcileOperations } from "./reconcile.ts";
import { refundOperations } from "./refunds.ts";
import { setupIntentOperations } from "./setup-intents.ts";
import { replayOperations } from "./event-operations.ts";
import { eventOperations } from "./events.ts";
import { ledgerOperations } from "./ledger-operations.ts";
import { paymentIntentOperations } from "./payments.ts";
import { subscriptionItemOperations } from "./subscription-items.ts";
import { subscriptionScheduleOperations } from "./subscription-schedules.ts";
import { subscriptionOperations } from "./subscriptions.ts";
import { taxRateOperations } from "./tax-rates.ts";
import { deviceOperations } from "./device.ts";
import { memberOperations } from "./members.ts";
import { meterOperations } from "./meters.ts";
import { inboxOperations, notificationOperations } from "./notifications.ts";
import { pageSessionOperations } from "./page-sessions.ts";
import { sandboxOperations } from "./sandbox.ts";
import { snapshotOperations } from "./snapshots.ts";
import { signingKeyOperations } from "./signing-keys.ts";
import { testClockOperations } from "./test-clocks.ts";
import { transitionOperations } from "./transitions.ts";
import { webhookOperations } from "./webhook-operations.ts";
import { topupOperations } from "./topups.ts";
import { transferOperations } from "./transfers.ts";

export * from "./api-version.ts";
export * from "./api-keys.ts";
export * from "./application-fees.ts";
export * from "./audit.ts";
export * from "./auth.ts";
export * from "./bank-accounts.ts";
export * from "./balance.ts";
export * from "./billing-portal.ts";
export * from "./portal-configurations.ts";
export * from "./charges.ts";
export * from "./checkout.ts";
export * from "./connected-accounts.ts";
export * from "./coupons.ts";
export * from "./credit-notes.ts";
export * from "./quotes.ts";
export * from "./customer-balance.ts";
export * from "./customer-billing.ts";
export { Address, AddressParam, Shipping, ShippingParam } from "./address.ts";
export * from "./customers.ts";
export * from "./tax-ids.ts";
export * from "./discounts.ts";
export * from "./disputes.ts";
export * from "./expand.ts";
export * from "./faults.ts";
export * from "./hosted.ts";
export * from "./invoice-items.ts";
export * from "./invoice-payments.ts";
export * from "./invoice-previews.ts";
export * from "./invoices.ts";
export * from "./payment-method-details.ts";
export * from "./payment-methods.ts";
export * from "./payment-settings.ts";
export {
  OneTimePriceData,
  Price,
  PriceData,
  priceIntervals,
  priceOperations,
  type PriceRecurring,
  type PriceTier,
} from "./prices.ts";
export * from "./products.ts";
export * from "./reconcile.ts";
export * from "./refunds.ts";
export * from "./risk.ts";
export * from "./confirmation-tokens.ts";
export * from "./setup-intents.ts";
export * from "./device.ts";
export * from "./errors.ts";
export * from "./event-operations.ts";
export * from "./events.ts";
export * from "./matches-event-pattern.ts";
export * from "./nearest-names.ts";
export * from "./ids.ts";
export * from "./instant.ts";
export * from "./ledger.ts";
export * from "./ledger-operations.ts";
export * from "./ledger-reports.ts";
export * from "./members.ts";
export * from "./meters.ts";
export * from "./money.ts";
export * from "./notifications.ts";
export * from "./onboarding.ts";
export * from "./operation.ts";
export * from "./payer-view.ts";
export * from "./page-sessions.ts";
export * from "./payments.ts";
export * from "./sandbox.ts";
export * from "./schema.ts";
export * from "./signing-keys.ts";
export * from "./snapshots.ts";
export * from "./span.ts";
export * from "./stream.ts";
export * from "./subscription-items.ts";
export * from "./subscription-schedules.ts";
export * from "./subscriptions.ts";
export * from "./tax-rates.ts";
export * from "./test-clocks.ts";
export * from "./topups.ts";
export * from "./transfers.ts";
export * from "./transitions.ts";
export * from "./trigger.ts";
export * from "./webhook-operations.ts";
export * from "./webhooks.ts";

/** Every operation of the API, by id: put together by name, since the compiler does not write out a type of this length. */
export type Operations = typeof authOperations &
  typeof apiKeyOperations &
  typeof memberOperations &
  typeof deviceOperations &
  typeof faultOperations &
  typeof transitionOperations &
  typeof pageSessionOperations &
  typeof signingKeyOperations &
  typeof auditOperations &
  typeof paymentIntentOperations &
  typeof chargeOperations &
  typeof refundOperations &
  typeof disputeOperations &
  typeof confirmationTokenOperations &
  typeof setupIntentOperations &
  typeof customerOperations &
  typeof taxIdOperations &
  typeof paymentMethodOperations &
  typeof balanceOperations &
  typeof topupOperations &
  typeof connectedAccountOperations &
  typeof bankAccountOperations &
  typeof onboardingOperations &
  typeof transferOperations &
  typeof applicationFeeOperations &
  typeof paymentSettingsOperations &
  typeof productOperations &
  typeof priceOperations &
  typeof meterOperations &
  typeof portalConfigurationOperations &
  typeof billingPortalOperations &
  typeof couponOperations &
  typeof discountOperations &
  typeof taxRateOperations &
  typeof invoiceItemOperations &
  typeof invoiceLineOperations &
  typeof invoiceOperations &
  typeof invoicePaymentOperations &
  typeof creditNoteOperations &
  typeof quoteOperations &
  typeof invoicePreviewOperations &
  typeof customerBillingOperations &
  typeof customerBalanceOperations &
  typeof testClockOperations &
  typeof subscriptionOperations &
  typeof subscriptionItemOperations &
  typeof subscriptionScheduleOperations &
  typeof checkoutOperations &
  typeof hostedOperations &
  typeof reconcileOperations &
  typeof ledgerOperations &
  typeof eventOperations &
  typeof replayOperations &
  typeof webhookOperations &
  typeof notificationOperations &
  typeof inboxOperations &
  typeof sandboxOperations &
  typeof snapshotOperations;
/** Every operation of the API, by id. */
export const operations: Operations = {
  ...authOperations,
  ...apiKeyOperations,
  ...memberOperations,
  ...deviceOperations,
  ...faultOperations,
  ...transitionOperations,
  ...pageSessionOperations,
  ...signingKeyOperations,
  ...auditOperations,
  ...paymentIntentOperations,
  ...chargeOperations,
  ...refundOperations,
  ...disputeOperations,
  ...confirmationTokenOperations,
  ...setupIntentOperations,
  ...customerOperations,
  ...taxIdOperations,
  ...paymentMethodOperations,
  ...balanceOperations,
  ...topupOperations,
  ...connectedAccountOperations,
  ...bankAccountOperations,
  ...onboardingOperations,
  ...transferOperations,
  ...applicationFeeOperations,
  ...paymentSettingsOperations,
  ...productOperations,
  ...priceOperations,
  ...meterOperations,
  ...portalConfigurationOperations,
  ...billingPortalOperations,
  ...couponOperations,
  ...discountOperations,
  ...taxRateOperations,
  ...invoiceItemOperations,
  ...invoiceLineOperations,
  ...invoiceOperations,
  ...invoicePaymentOperations,
  ...creditNoteOperations,
  ...quoteOperations,
  ...invoicePreviewOperations,
  ...customerBillingOperations,
  ...customerBalanceOperations,
  ...testClockOperations,
  ...subscriptionOperations,
  ...subscriptionItemOperations,
  ...subscriptionScheduleOperations,
  ...checkoutOperations,
  ...hostedOperations,
  ...reconcileOperations,
  ...ledgerOperations,
  ...eventOperations,
  ...replayOperations,
  ...webhookOperations,
  ...notificationOperations,
  ...inboxOperations,
  ...sandboxOperations,
  ...snapshotOperations,
};
/** The id of an operation. */
export type OperationId = keyof Operations;
