import type { Resource } from "../route.ts";

const balance: Resource = {
  name: "balance",
  gaps: ["Instant and reserved money."],
  routes: [{ method: "GET", path: "/balance", operation: "balance.get" }],
};

const balanceTransactions: Resource = {
  name: "balance_transactions",
  gaps: ["Exchange between currencies; what a transfer brought a connected account (`py_…`, `pyr_…`) is not expanded."],
  routes: [
    { method: "GET", path: "/balance_transactions", operation: "balance_transactions.list" },
    { method: "GET", path: "/balance_transactions/{id}", operation: "balance_transactions.get" },
    { method: "GET", path: "/balance/history", operation: "balance_transactions.list" },
    { method: "GET", path: "/balance/history/{id}", operation: "balance_transactions.get" },
  ],
};

const payouts: Resource = {
  name: "payouts",
  idParam: "payout",
  gaps: [
    "A reversal arrives at once. The destinations are test bank accounts (`ba_success`, `ba_account_closed`, …), and the bank accounts of connected accounts.",
  ],
  routes: [
    { method: "POST", path: "/payouts", operation: "payouts.create" },
    { method: "GET", path: "/payouts", operation: "payouts.list" },
    { method: "GET", path: "/payouts/{id}", operation: "payouts.get" },
    { method: "POST", path: "/payouts/{id}", operation: "payouts.update" },
    { method: "POST", path: "/payouts/{id}/reverse", operation: "payouts.reverse" },
    { method: "POST", path: "/payouts/{id}/cancel", operation: "payouts.cancel" },
  ],
};

/** What the merchant has, and what is paid out. */
export const balanceResources: readonly Resource[] = [balance, balanceTransactions, payouts];
