import type { Asset } from "@micro/sdk/contract";

import type { ChartAccount } from "../ledger/index.ts";

/**
 * What a line moves: the amount, the processor's fee, the platform's, the amount less all fees, or with them; the tax, the
 * amount without it and without what is earned later.
 */
type Part = "amount" | "fee" | "application_fee" | "net" | "total" | "tax" | "deferred" | "earned" | Settled;
/** By what a credit note is settled. */
type Settled = "unpaid" | "written_off" | "refunded" | "credited" | "elsewhere";
/** `held` is `pending` or `available`, wherever the money stands that moves. */
interface Line {
  side: "debit" | "credit";
  account: ChartAccount | "held";
  part: Part;
}

interface Posting {
  /** Stands after the id of the cause in `reference_id`, where one cause has a second movement. */
  suffix: string;
  /** What happened. */
  meaning: string;
  lines: readonly Line[];
}

const debit = (account: Line["account"], part: Part): Line => ({ side: "debit", account, part });
const credit = (account: Line["account"], part: Part): Line => ({ side: "credit", account, part });

/** What each movement of money debits and credits, in full. */
export const postings = {
  charge: {
    suffix: "",
    meaning: "A payment was collected, less the fee.",
    lines: [
      debit("held", "net"),
      debit("fees", "fee"),
      debit("application_fees", "application_fee"),
      credit("sales", "amount"),
    ],
  },
  cash_charge: {
    suffix: "",
    meaning: "A payment was collected out of what the customer had sent, less the fee.",
    lines: [
      debit("held", "net"),
      debit("fees", "fee"),
      debit("application_fees", "application_fee"),
      credit("sales", "amount"),
      debit("customer_cash_owed", "amount"),
      credit("customer_cash", "amount"),
    ],
  },
  cash_funded: {
    suffix: "",
    meaning: "A bank transfer of a customer arrived.",
    lines: [debit("customer_cash", "amount"), credit("customer_cash_owed", "amount")],
  },
  became_available: {
    suffix: "",
    meaning: "Pending money became available.",
    lines: [debit("available", "amount"), credit("pending", "amount")],
  },
  refund: {
    suffix: "",
    meaning: "A refund left.",
    lines: [debit("refunds", "amount"), credit("held", "amount")],
  },
  refund_return: {
    suffix: ":return",
    meaning: "A refund failed or was canceled, and came back.",
    lines: [debit("held", "amount"), credit("refunds", "amount")],
  },
  dispute: {
    suffix: "",
    meaning: "A payer's bank took a payment back, and the processor its fee.",
    lines: [debit("disputes", "amount"), debit("dispute_fees", "fee"), credit("held", "total")],
  },
  dispute_won: {
    suffix: ":won",
    meaning: "A dispute was won: the payment came back, the fee did not.",
    lines: [debit("held", "amount"), credit("disputes", "amount")],
  },
  payout: {
    suffix: "",
    meaning: "A payout left.",
    lines: [debit("in_transit", "amount"), credit("available", "amount")],
  },
  payout_paid: {
    suffix: ":paid",
    meaning: "A payout arrived.",
    lines: [debit("bank", "amount"), credit("in_transit", "amount")],
  },
  payout_return: {
    suffix: ":return",
    meaning: "A payout failed or was canceled, and came back.",
    lines: [debit("available", "amount"), credit("in_transit", "amount")],
  },
  payout_reversal: {
    suffix: "",
    meaning: "A payout that had arrived was taken back from the bank.",
    lines: [debit("available", "amount"), credit("bank", "amount")],
  },
  topup: {
    suffix: "",
    meaning: "A top-up arrived.",
    lines: [debit("available", "amount"), credit("bank", "amount")],
  },
  transfer: {
    suffix: "",
    meaning: "A transfer left for a connected account.",
    lines: [debit("transfers", "amount"), credit("held", "amount")],
  },
  transfer_reversal: {
    suffix: "",
    meaning: "A transfer, or a part of it, came back.",
    lines: [debit("held", "amount"), credit("transfers", "amount")],
  },
  transfer_received: {
    suffix: "",
    meaning: "A transfer of the platform's arrived, less what it took of it.",
    lines: [debit("held", "net"), debit("application_fees", "application_fee"), credit("transfers_received", "amount")],
  },
  transfer_returned: {
    suffix: "",
    meaning: "A transfer of the platform's, or a part of it, went back.",
    lines: [debit("transfers_received", "amount"), credit("held", "amount")],
  },
  application_fee: {
    suffix: "",
    meaning: "An application fee was taken of a connected account's payment.",
    lines: [debit("held", "amount"), credit("application_fees_earned", "amount")],
  },
  application_fee_refund: {
    suffix: "",
    meaning: "An application fee, or a part of it, went back to the connected account.",
    lines: [debit("application_fees_earned", "amount"), credit("held", "amount")],
  },
  application_fee_returned: {
    suffix: "",
    meaning: "The platform gave its application fee back, or a part of it.",
    lines: [debit("held", "amount"), credit("application_fees", "amount")],
  },
  invoice_finalized: {
    suffix: "",
    meaning: "An invoice was finalised: its total is owed from now on.",
    lines: [
      debit("receivable", "amount"),
      credit("tax_payable", "tax"),
      credit("deferred_revenue", "deferred"),
      credit("sales", "earned"),
    ],
  },
  revenue_recognised: {
    suffix: "",
    meaning: "A part of what was deferred is earned: the time that it was paid for has passed.",
    lines: [debit("deferred_revenue", "amount"), credit("sales", "amount")],
  },
  invoice_credit: {
    suffix: ":credit",
    meaning: "The customer's credit paid for an invoice; below zero, the invoice went to his credit.",
    lines: [debit("customer_credit", "amount"), credit("receivable", "amount")],
  },
  invoice_paid: {
    suffix: ":paid",
    meaning: "An invoice was paid: the sale that its charge posted is the one that its finalisation had posted.",
    lines: [debit("sales", "amount"), credit("receivable", "amount")],
  },
  invoice_paid_elsewhere: {
    suffix: ":paid",
    meaning: "An invoice was paid elsewhere, to the bank.",
    lines: [debit("bank", "amount"), credit("receivable", "amount")],
  },
  invoice_written_off: {
    suffix: ":uncollectible",
    meaning: "An invoice was written off.",
    lines: [debit("bad_debts", "amount"), credit("receivable", "amount")],
  },
  invoice_recovered: {
    suffix: ":recovered",
    meaning: "An invoice that was written off is owed again: it was paid, or taken back.",
    lines: [debit("receivable", "amount"), credit("bad_debts", "amount")],
  },
  invoice_voided: {
    suffix: ":void",
    meaning: "An invoice was taken back: it is no sale.",
    lines: [
      debit("sales", "earned"),
      debit("deferred_revenue", "deferred"),
      debit("tax_payable", "tax"),
      credit("receivable", "amount"),
    ],
  },
  credit_note: {
    suffix: "",
    meaning:
      "A customer was credited for an invoice: by owing less, a bad debt less, a refund, his balance or elsewhere.",
    lines: [
      debit("sales", "earned"),
      debit("deferred_revenue", "deferred"),
      debit("tax_payable", "tax"),
      credit("receivable", "unpaid"),
      credit("bad_debts", "written_off"),
      credit("refunds", "refunded"),
      credit("customer_credit", "credited"),
      credit("bank", "elsewhere"),
    ],
  },
  credit_note_voided: {
    suffix: ":void",
    meaning: "A credit note was taken back: its invoice is owed again.",
    lines: [
      debit("receivable", "amount"),
      credit("tax_payable", "tax"),
      credit("deferred_revenue", "deferred"),
      credit("sales", "earned"),
    ],
  },
  customer_balance_adjusted: {
    suffix: "",
    meaning: "A customer was given credit; below zero, he owes more with the next invoice.",
    lines: [debit("credit_given", "amount"), credit("customer_credit", "amount")],
  },
  invoice_credit_returned: {
    suffix: ":credit_return",
    meaning: "An invoice that was taken back gave back the credit that it had used.",
    lines: [debit("receivable", "amount"), credit("customer_credit", "amount")],
  },
} as const satisfies Record<string, Posting>;

/** A movement of money. */
export type Movement = keyof typeof postings;

/** One movement, as it is posted. An amount below zero posts each line on its other side. */
export interface Moved {
  movement: Movement;
  /** The id of what caused it. */
  cause: string;
  currency: Asset;
  amount: number;
  /** All fees together. */
  fee?: number;
  /** What of them is the platform's. */
  applicationFee?: number;
  /** What of the amount is owed on to a tax office. */
  tax?: number;
  /** What of the amount is earned later, or no more. */
  deferred?: number;
  /** By what a credit note is settled. */
  settled?: Partial<Record<Settled, number>>;
  /** Where the money stands that moves. */
  held?: "pending" | "available";
}

/** A movement as the ledger has it: the reference, and what each account gets (debit positive). */
export interface PlannedPosting {
  reference: string;
  lines: { account: ChartAccount; amount: number }[];
}

/** What a movement posts; lines of nothing are left out. */
export function planPosting({
  movement,
  cause,
  amount,
  fee = 0,
  applicationFee = 0,
  tax = 0,
  deferred = 0,
  settled,
  held = "available",
}: Moved): PlannedPosting {
  const parts: Record<Part, number> = {
    unpaid: 0,
    written_off: 0,
    refunded: 0,
    credited: 0,
    elsewhere: 0,
    ...settled,
    amount,
    fee: fee - applicationFee,
    application_fee: applicationFee,
    net: amount - fee,
    total: amount + fee,
    tax,
    deferred,
    earned: amount - tax - deferred,
  };
  const { suffix, lines }: Posting = postings[movement];
  return {
    reference: `${cause}${suffix}`,
    lines: lines
      .map(({ side, account, part }) => ({
        account: account === "held" ? held : account,
        amount: side === "debit" ? parts[part] : -parts[part],
      }))
      .filter((line) => line.amount !== 0),
  };
}
