import type { Asset } from "@micro/sdk/contract";

import { statements, type Numbered, type Params } from "../../platform/db/statement.ts";
import { rowsOf } from "../../platform/db/table.ts";
import { creditNoteTable } from "./credit/credit-note-tables.ts";
import { quoteTable, type QuoteRow } from "./quotes/quote-tables.ts";
import {
  customerBalanceTable,
  invoiceItemTable,
  invoiceTable,
  revenueBookingTable,
  type CustomerBalanceRow,
  type InvoiceRow,
} from "./invoices/invoice-tables.ts";
import {
  subscriptionItemTable,
  subscriptionScheduleTable,
  subscriptionTable,
  type SubscriptionItemRow,
  type SubscriptionRow,
} from "./subscriptions/subscription-tables.ts";
import { portalSessions } from "./portal/portal-store.ts";
import { couponTable, discountTable, promotionCodeTable, taxRateTable } from "./tables.ts";

const sql = statements<{
  invoices: Numbered<InvoiceRow>;
  quotes: Numbered<QuoteRow>;
  customer_balance_transactions: Numbered<CustomerBalanceRow>;
  subscriptions: Numbered<SubscriptionRow>;
  subscription_items: Numbered<SubscriptionItemRow>;
}>();

export const coupons = rowsOf(couponTable);
export const promotionCodes = rowsOf(promotionCodeTable);
export const discounts = rowsOf(discountTable);
export const taxRates = rowsOf(taxRateTable);
export const codesOfCoupon = promotionCodes.where("coupon");
export const discountsOfCustomer = discounts.where("customer", "scope");
export const activeCodes = promotionCodes.where("code", "active");

export const invoices = rowsOf(invoiceTable);
export const invoiceItems = rowsOf(invoiceItemTable);
export const creditNotes = rowsOf(creditNoteTable);
export const revenueBookings = rowsOf(revenueBookingTable);
export const quotes = rowsOf(quoteTable);
export const customerBalances = rowsOf(customerBalanceTable);

export const creditNotesOfInvoice = creditNotes.where("invoice");
export const itemsOfInvoice = invoiceItems.where("invoice");
export const pendingItems = invoiceItems.where("customer", "pending");
export const setRecognised = invoices.set("recognised");
export const invoicesOfIntent = invoices.where("payment_intent");
/** The newest change of a customer's balance in a currency: it holds the balance. */
export const latestBalance = sql((q, p: Params<{ realm: number; customer: string; currency: Asset }>) =>
  q
    .selectFrom("customer_balance_transactions")
    .selectAll()
    .where("customer", "=", p("customer"))
    .where("realm", "=", p("realm"))
    .where("currency", "=", p("currency"))
    .orderBy("n", "desc")
    .limit(1),
);
/** Has a customer's drafts begin with what his balance has come to. */
export const setDraftBalances = sql(
  (q, p: Params<{ realm: number; customer: string; currency: Asset; starting_balance: number }>) =>
    q
      .updateTable("invoices")
      .set({ starting_balance: p("starting_balance") })
      .where("customer", "=", p("customer"))
      .where("realm", "=", p("realm"))
      .where("currency", "=", p("currency"))
      .where("status", "=", "draft"),
);
/** All changes of a customer's balances, oldest first. */
export const balancesOfCustomer = customerBalances.where("customer");
export const invoicesOfNumber = invoices.where("number");
export const openInvoicesOf = invoices.where("customer", "status");
/** When one of a customer's invoices was last paid, or given up by hand. */
export const lastSettled = sql((q, p: Params<{ realm: number; customer: string }>) =>
  q
    .selectFrom("invoices")
    .select((eb) => [eb.fn.max("paid_at").as("paid_at"), eb.fn.max("marked_uncollectible_at").as("given_up_at")])
    .where("customer", "=", p("customer"))
    .where("realm", "=", p("realm")),
);
/** The currency that a customer was first billed in, or had a balance in. */
export const firstCurrency = sql((q, p: Params<{ realm: number; customer: string }>) =>
  q
    .selectFrom("invoices")
    .select(["currency", "created"])
    .where("customer", "=", p("customer"))
    .where("realm", "=", p("realm"))
    .unionAll(
      q
        .selectFrom("subscriptions")
        .select(["currency", "created"])
        .where("customer", "=", p("customer"))
        .where("realm", "=", p("realm")),
    )
    .unionAll(
      q
        .selectFrom("customer_balance_transactions")
        .select(["currency", "created"])
        .where("customer", "=", p("customer"))
        .where("realm", "=", p("realm")),
    )
    .orderBy("created")
    .limit(1),
);
export const lastSequence = sql((q, p: Params<{ realm: number }>) =>
  q
    .selectFrom("invoices")
    .select("sequence")
    .where("realm", "=", p("realm"))
    .where("sequence", "is not", null)
    .orderBy("sequence", "desc")
    .limit(1),
);
export const lastQuote = sql((q, p: Params<{ realm: number }>) =>
  q
    .selectFrom("quotes")
    .select("sequence")
    .where("realm", "=", p("realm"))
    .where("sequence", "is not", null)
    .orderBy("sequence", "desc")
    .limit(1),
);

export const subscriptions = rowsOf(subscriptionTable);
export const subscriptionsOfSetup = subscriptions.where("pending_setup_intent");
export const setUpcoming = subscriptions.set("upcoming_at");
export const subscriptionsOfCustomer = subscriptions.where("customer");
export const subscriptionItems = rowsOf(subscriptionItemTable);

export const subscriptionSchedules = rowsOf(subscriptionScheduleTable);

export const itemsOfSubscription = subscriptionItems.where("subscription");
export const invoicesOfSubscription = invoices.where("subscription");
export const itemsOfPrice = subscriptionItems.where("price");

/** Who pays, by what he pays for: what is done to it is done in his time. */
export const payers = {
  creditNote: creditNotes.pick("customer"),
  discount: discounts.pick("customer"),
  invoice: invoices.pick("customer"),
  invoiceItem: invoiceItems.pick("customer"),
  quote: quotes.pick("customer"),
  portalSession: portalSessions.pick("customer"),
  subscription: subscriptions.pick("customer"),
  subscriptionSchedule: subscriptionSchedules.pick("customer"),
  subscriptionItem: sql((q, p: Params<{ id: string; realm: number }>) =>
    q
      .selectFrom("subscription_items")
      .innerJoin("subscriptions", "subscriptions.id", "subscription_items.subscription")
      .select("subscriptions.customer")
      .where("subscription_items.id", "=", p("id"))
      .where("subscription_items.realm", "=", p("realm")),
  ),
};
