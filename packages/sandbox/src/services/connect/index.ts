export { createAccountLink, createLoginLink } from "./account-link.ts";
export { getApplicationFee } from "./application-fee.ts";
export {
  createBankAccount,
  deleteBankAccount,
  getBankAccount,
  listConnectedBankAccounts,
  updateBankAccount,
} from "./bank-accounts.ts";
export { getCapability, listCapabilities, updateCapability } from "./capabilities.ts";
export { getConnectedAccount, getReceiverRow, inPlaceOfPlatform } from "./connected-account.ts";
export { createConnectedAccount } from "./create-connected-account.ts";
export { createTransfer } from "./create-transfer.ts";
export { getCurrentAccount } from "./current-account.ts";
export { deleteConnectedAccount } from "./delete-connected-account.ts";
export { listConnectedAccounts } from "./list-connected-accounts.ts";
export { listApplicationFees } from "./list-application-fees.ts";
export { getFeeRefund, listFeeRefunds } from "./list-fee-refunds.ts";
export { getReversal, listReversals } from "./list-reversals.ts";
export { listTransfers } from "./list-transfers.ts";
export { getOnboardingPage, submitOnboarding } from "./onboarding-page.ts";
export { readConnectRows } from "./read-rows.ts";
export { refundApplicationFee } from "./refund-application-fee.ts";
export { reverseTransfer } from "./reverse-transfer.ts";
export { connectSchema } from "./tables.ts";
export { takeApplicationFee } from "./take-application-fee.ts";
export { getTransfer } from "./transfer.ts";
export { updateConnectedAccount } from "./update-connected-account.ts";
export { updateFeeRefund } from "./update-fee-refund.ts";
export { updateTransfer } from "./update-transfer.ts";
