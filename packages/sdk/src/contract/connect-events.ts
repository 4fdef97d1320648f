import { ConnectedAccount } from "./connected-accounts.ts";
import { advance, payAvailable } from "./payment-triggers.ts";
import { Topup } from "./topups.ts";
import { Transfer } from "./transfers.ts";
import type { TriggerStep } from "./trigger.ts";

const step = (name: string, operation: string, input: TriggerStep["input"]): TriggerStep => ({
  name,
  operation,
  input,
});

const openAccount = step("account", "connected_accounts.create", { email: "${unique}@example.test" });
const transfer = step("transfer", "transfers.create", {
  amount: 1000,
  currency: "usd",
  destination: "${account.id}",
});
const topUp = (input: TriggerStep["input"] = {}) =>
  step("topup", "topups.create", { amount: 2000, currency: "usd", ...input });
const settle = advance(180);

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
