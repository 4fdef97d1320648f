import type { Bindings } from "./gateway/binding.ts";
import { getRequest, listRequests, type RequestLog } from "./gateway/request-log.ts";
import type { Platform, Principal } from "./platform/context.ts";
import type { Database } from "./platform/db/database.ts";
import * as activity from "./services/activity/index.ts";
import * as auth from "./services/auth/index.ts";
import * as balance from "./services/balance/index.ts";
import * as billing from "./services/billing/index.ts";
import * as checkout from "./services/checkout/index.ts";
import * as connect from "./services/connect/index.ts";
import * as customers from "./services/customers/index.ts";
import * as ledger from "./services/ledger/index.ts";
import * as notifications from "./services/notifications/index.ts";
import * as payments from "./services/payments/index.ts";
import * as products from "./services/products/index.ts";
import * as settings from "./services/settings/index.ts";
import * as webhooks from "./services/webhooks/index.ts";
import type { Control } from "./control.ts";
import { faultBindings } from "./fault-bindings.ts";
import type { Transitions } from "./transitions.ts";
import { snapshotBindings } from "./snapshots/bindings.ts";

interface Parts {
  db: Database;
  platform: Platform;
  requestLog: RequestLog;
  control: Control;
  uses: auth.ApiKeyUses;
  /** Whether rules may make something go wrong. */
  allowsFaults: boolean;
  transitions: Transitions;
}

/** Which verb does which operation. An operation without a verb is a compile error here. */
export function createBindings({
  db,
  platform,
  requestLog,
  control,
  uses,
  allowsFaults,
  transitions,
}: Parts): Bindings {
  return {
    "auth.register": { prepare: auth.register },
    "auth.login": { prepare: auth.login },
    "auth.refresh": { prepare: auth.refresh },
    "auth.logout": auth.logout,
    "auth.me": auth.me,
    "auth.whoami": auth.whoami,
    "auth.jwks": { direct: () => auth.listPublicKeys({ db, platform, now: platform.clock.seconds() }) },
    "auth.update_me": auth.updateMe,
    "auth.delete_me": auth.deleteMe,
    "auth.change_password": { prepare: auth.changePassword },
    "auth.forgot_password": auth.forgotPassword,
    "auth.reset_password": { prepare: auth.resetPassword },
    "auth.request_verification": auth.requestVerification,
    "auth.verify_email": auth.verifyEmail,
    "sessions.list": auth.listSessions,
    "sessions.revoke": auth.revokeSession,
    "api_keys.create": auth.createApiKey,
    "api_keys.list": {
      prepare: async (_preparation, input) => {
        await uses.flush();
        return (ctx) => auth.listApiKeys(ctx, input);
      },
    },
    "api_keys.revoke": auth.revokeApiKey,
    "api_keys.roll": auth.rollApiKey,
    "members.list": auth.listMembers,
    "members.get": auth.getMember,
    "members.update": auth.updateMember,
    "members.remove": auth.removeMember,
    "device.code": auth.createDeviceCode,
    "device.token": { prepare: auth.exchangeDeviceCode },
    "device.lookup": auth.lookUpDevice,
    "device.decide": auth.decideDevice,
    "page_sessions.create": auth.createPageSession,
    "page_sessions.open": auth.openPageSession,
    "signing_keys.list": auth.listSigningKeys,
    "signing_keys.rotate": { prepare: auth.rotateSigningKeys },
    "audit_log.list": auth.listAuditEntries,

    "payment_intents.create": payments.createPaymentIntent,
    "payment_intents.list": payments.listPaymentIntents,
    "payment_intents.search": payments.searchPaymentIntents,
    "payment_intents.get": payments.getPaymentIntent,
    "payment_intents.update": payments.updatePaymentIntent,
    "payment_intents.confirm": payments.confirmPaymentIntent,
    "payment_intents.authenticate": payments.authenticatePaymentIntent,
    "payment_intents.capture": payments.capturePaymentIntent,
    "payment_intents.cancel": payments.cancelPaymentIntent,
    "payment_intents.refund": payments.refundPaymentIntent,
    "charges.create": payments.createCharge,
    "charges.capture": payments.captureCharge,
    "charges.list": payments.listCharges,
    "charges.search": payments.searchCharges,
    "charges.get": payments.getCharge,
    "charges.update": payments.updateCharge,
    "refunds.create": payments.createRefund,
    "refunds.list": payments.listRefunds,
    "refunds.search": payments.searchRefunds,
    "refunds.get": payments.getRefund,
    "refunds.update": payments.updateRefund,
    "refunds.cancel": payments.cancelRefund,
    "disputes.create": payments.createDispute,
    "disputes.list": payments.listDisputes,
    "disputes.search": payments.searchDisputes,
    "disputes.get": payments.getDispute,
    "disputes.update": payments.updateDispute,
    "disputes.close": payments.closeDispute,
    "setup_intents.create": payments.createSetupIntent,
    "setup_intents.list": payments.listSetupIntents,
    "setup_intents.get": payments.getSetupIntent,
    "setup_intents.update": payments.updateSetupIntent,
    "setup_intents.confirm": payments.confirmSetupIntent,
    "setup_intents.authenticate": payments.authenticateSetupIntent,
    "setup_intents.cancel": payments.cancelSetupIntent,
    "customers.create": customers.createCustomer,
    "customers.list": customers.listCustomers,
    "customers.search": customers.searchCustomers,
    "customers.get": customers.getCustomer,
    "customers.update": customers.updateCustomer,
    "customers.delete": customers.deleteCustomer,
    "customers.payment_methods": customers.listCustomerPaymentMethods,
    "customers.cash_balance": payments.getCashBalance,
    "customers.fund_cash_balance": payments.fundCashBalance,
    "test_clocks.create": customers.createTestClock,
    "test_clocks.list": customers.listTestClocks,
    "test_clocks.get": customers.getTestClock,
    "test_clocks.advance": customers.advanceTestClock,
    "test_clocks.delete": customers.deleteTestClock,
    "payment_methods.create": customers.createPaymentMethod,
    "payment_methods.list": customers.listPaymentMethods,
    "payment_methods.get": customers.getPaymentMethod,
    "payment_methods.update": customers.updatePaymentMethod,
    "payment_methods.attach": customers.attachPaymentMethod,
    "payment_methods.detach": customers.detachPaymentMethod,
    "balance.get": balance.getBalance,
    "balance_transactions.list": balance.listBalanceTransactions,
    "balance_transactions.get": balance.getBalanceTransaction,
    "topups.create": balance.createTopup,
    "topups.list": balance.listTopups,
    "topups.get": balance.getTopup,
    "topups.update": balance.updateTopup,
    "topups.cancel": balance.cancelTopup,
    "connected_accounts.create": connect.createConnectedAccount,
    "connected_accounts.list": connect.listConnectedAccounts,
    "connected_accounts.get": connect.getConnectedAccount,
    "connected_accounts.update": connect.updateConnectedAccount,
    "connected_accounts.delete": connect.deleteConnectedAccount,
    "transfers.create": connect.createTransfer,
    "transfers.list": connect.listTransfers,
    "transfers.get": connect.getTransfer,
    "transfers.update": connect.updateTransfer,
    "transfers.reverse": connect.reverseTransfer,
    "transfers.reversals": connect.listReversals,
    "transfers.reversal": connect.getReversal,
    "application_fees.list": connect.listApplicationFees,
    "application_fees.get": connect.getApplicationFee,
    "application_fee_refunds.create": connect.refundApplicationFee,
    "application_fee_refunds.list": connect.listFeeRefunds,
    "application_fee_refunds.get": connect.getFeeRefund,
    "application_fee_refunds.update": connect.updateFeeRefund,
    "payouts.create": balance.createPayout,
    "payouts.list": balance.listPayouts,
    "payouts.get": balance.getPayout,
    "payouts.update": balance.updatePayout,
    "payouts.cancel": balance.cancelPayout,
    "payment_settings.get": settings.getSettings,
    "payment_settings.update": settings.updateSettings,
    "products.create": products.createProduct,
    "products.list": products.listProducts,
    "products.get": products.getProduct,
    "products.update": products.updateProduct,
    "products.delete": products.deleteProduct,
    "prices.create": products.createPrice,
    "prices.list": products.listPrices,
    "prices.get": products.getPrice,
    "prices.update": products.updatePrice,
    "coupons.create": billing.createCoupon,
    "coupons.list": billing.listCoupons,
    "coupons.get": billing.getCoupon,
    "coupons.update": billing.updateCoupon,
    "coupons.delete": billing.deleteCoupon,
    "promotion_codes.create": billing.createPromotionCode,
    "promotion_codes.list": billing.listPromotionCodes,
    "promotion_codes.get": billing.getPromotionCode,
    "promotion_codes.update": billing.updatePromotionCode,
    "discounts.create": billing.createDiscount,
    "discounts.list": billing.listDiscounts,
    "discounts.get": billing.getDiscount,
    "discounts.delete": billing.deleteDiscount,
    "tax_rates.create": billing.createTaxRate,
    "tax_rates.list": billing.listTaxRates,
    "tax_rates.get": billing.getTaxRate,
    "tax_rates.update": billing.updateTaxRate,
    "invoice_items.create": billing.createInvoiceItem,
    "invoice_items.list": billing.listInvoiceItems,
    "invoice_items.get": billing.getInvoiceItem,
    "invoice_items.update": billing.updateInvoiceItem,
    "invoice_items.delete": billing.deleteInvoiceItem,
    "invoices.create": billing.createInvoice,
    "invoices.list": billing.listInvoices,
    "invoices.search": billing.searchInvoices,
    "invoices.get": billing.getInvoice,
    "invoices.lines": billing.listInvoiceLines,
    "invoices.update": billing.updateInvoice,
    "invoices.delete": billing.deleteInvoice,
    "invoices.finalize": billing.finalizeInvoice,
    "invoices.pay": billing.payInvoice,
    "invoices.void": billing.voidInvoice,
    "invoices.mark_uncollectible": billing.markUncollectible,
    "invoice_payments.list": billing.listInvoicePayments,
    "invoice_payments.get": billing.getInvoicePayment,
    "credit_notes.create": billing.createCreditNote,
    "credit_notes.preview": billing.previewCreditNote,
    "credit_notes.list": billing.listCreditNotes,
    "credit_notes.get": billing.getCreditNote,
    "credit_notes.lines": billing.listCreditNoteLines,
    "credit_notes.update": billing.updateCreditNote,
    "credit_notes.void": billing.voidCreditNote,
    "customer_balance_transactions.create": billing.adjustCustomerBalance,
    "customer_balance_transactions.list": billing.listCustomerBalanceTransactions,
    "customer_balance_transactions.get": billing.getCustomerBalanceTransaction,
    "customer_balance_transactions.update": billing.updateCustomerBalanceTransaction,
    "checkout_sessions.create": checkout.createSession,
    "checkout_sessions.list": checkout.listSessions,
    "checkout_sessions.get": checkout.getSession,
    "checkout_sessions.line_items": checkout.listSessionItems,
    "checkout_sessions.expire": checkout.expireSession,
    "checkout_sessions.pay": checkout.paySession,
    "payment_links.create": checkout.createLink,
    "payment_links.list": checkout.listLinks,
    "payment_links.get": checkout.getLink,
    "payment_links.line_items": checkout.listLinkItems,
    "payment_links.update": checkout.updateLink,
    "authentication_page.get": payments.getAuthenticationPage,
    "authentication_page.submit": checkout.submitAuthentication,
    "checkout_page.get": checkout.getCheckoutPage,
    "checkout_page.submit": checkout.submitCheckoutPage,
    "payment_link_page.open": checkout.openLink,
    "sandbox.reconcile": billing.reconcile,

    "ledger_accounts.create": ledger.createAccount,
    "ledger_accounts.list": ledger.listAccounts,
    "ledger_accounts.get": ledger.getAccount,
    "ledger_accounts.update": ledger.updateAccount,
    "ledger_accounts.close": ledger.closeAccount,
    "ledger_accounts.reopen": ledger.reopenAccount,
    "ledger_accounts.entries": ledger.listEntries,
    "ledger_accounts.statement": ledger.accountStatement,
    "ledger_transactions.create": ledger.createTransaction,
    "ledger_transactions.create_batch": ledger.createBatch,
    "ledger_transactions.list": ledger.listTransactions,
    "ledger_transactions.get": ledger.getTransaction,
    "ledger_transactions.post": ledger.postTransaction,
    "ledger_transactions.void": ledger.voidTransaction,
    "ledger_transactions.reverse": ledger.reverseTransaction,
    "ledger.trial_balance": ledger.trialBalance,
    "ledger.balance_sheet": ledger.balanceSheet,
    "ledger.income_statement": ledger.incomeStatement,
    "ledger.tree": ledger.accountTree,
    "ledger.verify_progress": { direct: (principal) => ledger.watchVerification(db, principal) },
    "ledger.verify": { direct: (principal) => ledger.verifyLedger(db, principal) },
    "ledger.export": { direct: (principal, input) => ledger.exportLedger(db, principal, input) },
    "ledger.import": ledger.importLedger,

    "events.list": activity.listEvents,
    "events.get": activity.getEvent,
    "events.resend": webhooks.resendEvent,
    "events.replay": webhooks.replayEvents,
    "events.types": activity.listEventTypes,

    "webhook_endpoints.create": webhooks.createEndpoint,
    "webhook_endpoints.list": webhooks.listEndpoints,
    "webhook_endpoints.get": webhooks.getEndpoint,
    "webhook_endpoints.update": webhooks.updateEndpoint,
    "webhook_endpoints.roll_secret": webhooks.rollSecret,
    "webhook_endpoints.delete": webhooks.deleteEndpoint,
    "webhook_deliveries.list": webhooks.listDeliveries,
    "webhook_deliveries.get": webhooks.getDelivery,
    "webhook_deliveries.retry": webhooks.retryDelivery,
    "webhook_deliveries.abandon": webhooks.abandonDelivery,
    "webhook_dead_letters.list": webhooks.listDeadLetters,
    "webhook_dead_letters.redrive": webhooks.redriveDeadLetter,
    "webhook_dead_letters.redrive_all": webhooks.redriveDeadLetters,
    "webhook_attempts.create": webhooks.reportAttempt,
    "webhook_attempts.list": webhooks.listAttempts,
    "webhook_attempts.get": webhooks.getAttempt,

    "notifications.create": notifications.createNotification,
    "notifications.list": notifications.listNotifications,
    "notifications.get": notifications.getNotification,
    "inbox.list": notifications.listInbox,
    "inbox.get": notifications.getMessage,
    "inbox.delete": notifications.deleteMessage,
    "inbox.clear": notifications.clearInbox,
    "inbox.wait": {
      prepare: async (preparation, input) => {
        const found = await notifications.waitForMessage(db, platform, known(preparation.principal), input);
        return () => Promise.resolve(found);
      },
    },

    "sandbox.health": { direct: () => control.health() },
    "sandbox.get": { direct: () => Promise.resolve(control.status()) },
    "sandbox.reset": { direct: () => control.reset() },
    "clock.get": { direct: () => Promise.resolve(control.clock()) },
    "clock.freeze": { direct: (_principal, input) => control.freeze(input.at) },
    "clock.set": { direct: (_principal, input) => control.set(input.at) },
    "clock.advance": { direct: (_principal, input) => control.advance(input.seconds) },
    "clock.resume": { direct: () => Promise.resolve(control.resume()) },
    ...snapshotBindings(control),
    ...transitions.bindings,
    ...faultBindings({ platform, allowed: allowsFaults, accountId: control.accountId }),
    "requests.list": {
      prepare: async (_preparation, input) => {
        await requestLog.flush();
        return (ctx) => listRequests(ctx, input);
      },
    },
    "requests.get": {
      prepare: async (_preparation, input) => {
        await requestLog.flush();
        return (ctx) => getRequest(ctx, input);
      },
    },
  };
}

/** An operation that needs credentials is never without a principal: the gateway sees to it. */
function known(principal: Principal | null): Principal {
  if (!principal) throw new Error("An operation that needs credentials was called without.");
  return principal;
}
