import type { Asset, LedgerAccountType } from "@micro/sdk/contract";

interface ChartEntry {
  code: (currency: Asset) => string;
  name: string;
  type: LedgerAccountType;
}

/** The ledger accounts that payments post to, one of each per currency, opened on first use. */
export const chartOfAccounts = {
  pending: { code: (currency) => `assets:processor:pending:${currency}`, name: "Processor, pending", type: "asset" },
  available: {
    code: (currency) => `assets:processor:available:${currency}`,
    name: "Processor, available",
    type: "asset",
  },
  in_transit: {
    code: (currency) => `assets:payouts:in_transit:${currency}`,
    name: "Payouts on the way",
    type: "asset",
  },
  bank: { code: (currency) => `assets:bank:${currency}`, name: "Bank", type: "asset" },
  customer_cash: { code: (currency) => `assets:customer_cash:${currency}`, name: "Customers' cash", type: "asset" },
  customer_cash_owed: {
    code: (currency) => `liabilities:customer_cash:${currency}`,
    name: "Owed to customers",
    type: "liability",
  },
  receivable: { code: (currency) => `assets:receivable:${currency}`, name: "Receivable from invoices", type: "asset" },
  customer_credit: {
    code: (currency) => `liabilities:customer_credit:${currency}`,
    name: "Customers' credit for invoices",
    type: "liability",
  },
  tax_payable: { code: (currency) => `liabilities:tax_payable:${currency}`, name: "Taxes payable", type: "liability" },
  deferred_revenue: {
    code: (currency) => `liabilities:deferred_revenue:${currency}`,
    name: "Deferred revenue",
    type: "liability",
  },
  credit_given: {
    code: (currency) => `expenses:customer_credit:${currency}`,
    name: "Credit given to customers",
    type: "expense",
  },
  bad_debts: { code: (currency) => `expenses:bad_debts:${currency}`, name: "Bad debts", type: "expense" },
  sales: { code: (currency) => `revenue:sales:${currency}`, name: "Sales", type: "revenue" },
  refunds: { code: (currency) => `revenue:refunds:${currency}`, name: "Refunds", type: "revenue" },
  transfers_received: {
    code: (currency) => `revenue:transfers:${currency}`,
    name: "Transfers received",
    type: "revenue",
  },
  application_fees_earned: {
    code: (currency) => `revenue:application_fees:${currency}`,
    name: "Application fees",
    type: "revenue",
  },
  application_fees: {
    code: (currency) => `expenses:application_fees:${currency}`,
    name: "Application fees of the platform",
    type: "expense",
  },
  fees: { code: (currency) => `expenses:fees:${currency}`, name: "Processing fees", type: "expense" },
  disputes: { code: (currency) => `expenses:disputes:${currency}`, name: "Disputed payments", type: "expense" },
  transfers: {
    code: (currency) => `expenses:transfers:${currency}`,
    name: "Transfers to connected accounts",
    type: "expense",
  },
  dispute_fees: { code: (currency) => `expenses:dispute_fees:${currency}`, name: "Dispute fees", type: "expense" },
} as const satisfies Record<string, ChartEntry>;

/** An account of the chart. */
export type ChartAccount = keyof typeof chartOfAccounts;

/** An account of the chart in one currency, as it is opened. */
export function chartAccount(account: ChartAccount, currency: Asset) {
  const { code, name, type } = chartOfAccounts[account];
  return {
    code: code(currency),
    name: `${name} (${currency.toUpperCase()})`,
    type,
    currency,
    allow_negative: true,
  };
}
