export { authenticatePaymentIntent } from "./authenticate-payment-intent.ts";
export { authenticateSetupIntent } from "./authenticate-setup-intent.ts";
export { getAuthenticationPage, submitAuthentication } from "./authentication-page.ts";
export { assertChargeable, smallestCharge } from "./amount-limits.ts";
export { assertTypesFit } from "./assert-fits.ts";
export { cancelPaymentIntent, expireAuthorization } from "./cancel-payment-intent.ts";
export { cancelRefund } from "./cancel-refund.ts";
export { cancelSetupIntent } from "./cancel-setup-intent.ts";
export { capturePaymentIntent } from "./capture-payment-intent.ts";
export { closeDispute } from "./close-dispute.ts";
export { confirmPaymentIntent } from "./confirm-payment-intent.ts";
export { confirmSetupIntent } from "./confirm-setup-intent.ts";
export { captureCharge, createCharge } from "./create-charge.ts";
export { connectTermsOf } from "./connect-terms.ts";
export { getConfirmationToken } from "./confirmation-token.ts";
export { createConfirmationToken } from "./create-confirmation-token.ts";
export { createDispute } from "./create-dispute.ts";
export { createPaymentIntent } from "./create-payment-intent.ts";
export { createRefund, refundPaymentIntent } from "./create-refund.ts";
export { createSetupIntent } from "./create-setup-intent.ts";
export { decideDispute, expireDispute } from "./decide-dispute.ts";
export { fundCashBalance } from "./fund-cash-balance.ts";
export { getCashBalance } from "./get-cash-balance.ts";
export { getCharge } from "./get-charge.ts";
export { getDispute } from "./get-dispute.ts";
export { getPaymentIntent } from "./get-payment-intent.ts";
export { getRefund } from "./get-refund.ts";
export { getSetupIntent } from "./get-setup-intent.ts";
export {
  decideDisputeJob,
  expireAuthorizationJob,
  expireDisputeJob,
  openDisputeJob,
  settlePaymentJob,
  settleRefundJob,
} from "./jobs.ts";
export { incrementAuthorization } from "./increment-authorization.ts";
export { listCharges, searchCharges } from "./list-charges.ts";
export { listDisputes, searchDisputes } from "./list-disputes.ts";
export { listPaymentIntents, searchPaymentIntents } from "./list-payment-intents.ts";
export { listRefunds, searchRefunds } from "./list-refunds.ts";
export { listSetupIntents } from "./list-setup-intents.ts";
export { openInstrumentDispute } from "./open-dispute.ts";
export { compareAmount } from "./reconcile-difference.ts";
export { reconcile } from "./reconcile.ts";
export { settlePaymentIntent } from "./settle-payment-intent.ts";
export { settleRefund } from "./settle-refund.ts";
export { payers } from "./store.ts";
export { paymentSchema } from "./tables.ts";
export { sendTransfer } from "./send-transfer.ts";
export { updateCharge } from "./update-charge.ts";
export { updateDispute } from "./update-dispute.ts";
export { changeOwnedAmount, updatePaymentIntent } from "./update-payment-intent.ts";
export { updateRefund } from "./update-refund.ts";
export { updateSetupIntent } from "./update-setup-intent.ts";
