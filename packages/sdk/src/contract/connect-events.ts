import { ApplicationFee, ApplicationFeeRefund } from "./application-fees.ts";
import { BankAccount } from "./bank-accounts.ts";
import { ConnectedAccount } from "./connected-accounts.ts";
import { advance, create, payAvailable } from "./payment-triggers.ts";
import { Topup } from "./topups.ts";
import { Transfer } from "./transfers.ts";
import type { TriggerStep } from "./trigger.ts";

const step = (name: string, operation: string, input: TriggerStep["input"]): TriggerStep => ({
  name,
  operation,
  input,
});

const openAccount = step("account", "connected_accounts.create", { email: "${unique}@example.test" });
const addBankAccount = step("bank_account", "bank_accounts.create", {
  id: "${account.id}",
  account_number: "000123456789",
  country: "US",
  currency: "usd",
  routing_number: "110000000",
});
const transfer = step("transfer", "transfers.create", {
  amount: 1000,
  currency: "usd",
  destination: "${account.id}",
});
const topUp = (input: TriggerStep["input"] = {}) =>
  step("topup", "topups.create", { amount: 2000, currency: "usd", ...input });
const settle = advance(180);
const payWithFee = [
  openAccount,
  create({
    payment_method: "pm_card_visa",
    confirm: true,
    application_fee_amount: 200,
    transfer_data: { destination: "${account.id}" },
  }),
  step("fees", "application_fees.list", { limit: 1 }),
];
const refundFee = step("refund", "application_fee_refunds.create", { id: "${fees.data.0.id}" });

/** The events of connected accounts: what each is about, what it means, and how to bring it about. */
export const connectEvents = {
  "connected_account.created": {
    object: ConnectedAccount,
    meaning: "A platform opened a connected account.",
    trigger: [openAccount],
  },
  "connected_account.updated": {
    object: ConnectedAccount,
    meaning: "A connected account was changed.",
    trigger: [openAccount, step("update", "connected_accounts.update", { id: "${account.id}", metadata: { a: "b" } })],
  },
  "connected_account.deleted": {
    object: ConnectedAccount,
    meaning: "A platform and a connected account parted.",
    trigger: [openAccount, step("deletion", "connected_accounts.delete", { id: "${account.id}" })],
  },
  "bank_account.created": {
    object: BankAccount,
    meaning: "A connected account got a bank account.",
    trigger: [openAccount, addBankAccount],
  },
  "bank_account.updated": {
    object: BankAccount,
    meaning: "A bank account was changed.",
    trigger: [
      openAccount,
      addBankAccount,
      step("update", "bank_accounts.update", {
        id: "${account.id}",
        bank_account: "${bank_account.id}",
        metadata: { a: "b" },
      }),
    ],
  },
  "bank_account.deleted": {
    object: BankAccount,
    meaning: "A bank account was taken away.",
    trigger: [
      openAccount,
      addBankAccount,
      step("deletion", "bank_accounts.delete", { id: "${account.id}", bank_account: "${bank_account.id}" }),
    ],
  },
  "transfer.created": {
    object: Transfer,
    meaning: "Money went to a connected account.",
    trigger: [...payAvailable, openAccount, transfer],
  },
  "transfer.updated": {
    object: Transfer,
    meaning: "A transfer's notes were changed.",
    trigger: [
      ...payAvailable,
      openAccount,
      transfer,
      step("update", "transfers.update", { id: "${transfer.id}", metadata: { a: "b" } }),
    ],
  },
  "transfer.reversed": {
    object: Transfer,
    meaning: "A transfer, or a part of it, came back.",
    trigger: [...payAvailable, openAccount, transfer, step("reversal", "transfers.reverse", { id: "${transfer.id}" })],
  },
  "application_fee.created": {
    object: ApplicationFee,
    meaning: "A platform took its share of a connected account's payment.",
    trigger: payWithFee,
  },
  "application_fee.refunded": {
    object: ApplicationFee,
    meaning: "An application fee, or a part of it, went back.",
    trigger: [...payWithFee, refundFee],
  },
  "application_fee.refund.updated": {
    object: ApplicationFeeRefund,
    meaning: "A refund of an application fee was changed.",
    trigger: [
      ...payWithFee,
      refundFee,
      step("update", "application_fee_refunds.update", { id: "${refund.id}", metadata: { a: "b" } }),
    ],
  },
  "topup.created": { object: Topup, meaning: "The bank was asked for money.", trigger: [topUp()] },
  "topup.succeeded": { object: Topup, meaning: "A top-up arrived.", trigger: [topUp(), settle] },
  "topup.failed": {
    object: Topup,
    meaning: "The bank refused a top-up.",
    trigger: [topUp({ source: "btok_us_verified_noAccount" }), settle],
  },
  "topup.canceled": {
    object: Topup,
    meaning: "A pending top-up was taken back.",
    trigger: [topUp(), step("cancellation", "topups.cancel", { id: "${topup.id}" })],
  },
} as const;
