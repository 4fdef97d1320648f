import type { PaymentMethodType } from "@micro/sdk/contract";

import {
  approved,
  declined,
  genericDecline,
  insufficientFunds,
  type AttemptOutcome,
  type Declined,
} from "./outcomes.ts";

/** A payment method for tests: it behaves as its name or number says. */
export interface Instrument {
  /** Its own name, such as `pm_card_visa`. */
  id: string;
  type: PaymentMethodType;
  /** Other names that mean the same. */
  tokens: readonly string[];
  /** Card numbers, account numbers or IBANs; of these the last four digits are shown. */
  numbers: readonly string[];
  brand: string;
  funding: "credit" | "debit" | "prepaid";
  country: string;
  outcome: AttemptOutcome;
  /** What a customer's attaching it ends in: the issuer is asked then too. */
  attaching: typeof approved | Declined;
  /** What follows a payment that succeeded. */
  dispute?: { reason: "fraudulent" | "debit_not_authorized"; inquiry: boolean };
  /** How a refund goes: at once, later, or at once and then back. */
  refund?: "pending" | "fails_later";
  /** The money is available at once. */
  bypassPending?: true;
  /** Once authenticated in a setup, it asks no more. */
  setupExempts?: true;
}

type Extras = Partial<Omit<Instrument, "id" | "type" | "numbers" | "outcome">>;

const challenged = (passed: typeof approved | Declined = approved): AttemptOutcome => ({ kind: "challenged", passed });
const settles = (failureCode: string, message: string): AttemptOutcome => ({
  kind: "processing",
  settles: { failureCode, message },
});

const card = (
  id: string,
  numbers: string | readonly string[],
  outcome: AttemptOutcome,
  extras: Extras = {},
): Instrument => ({
  id,
  type: "card",
  numbers: typeof numbers === "string" ? [numbers] : numbers,
  brand: "visa",
  funding: "credit",
  country: "US",
  outcome,
  attaching: outcome.kind === "declined" && outcome.by !== "us" ? outcome : approved,
  ...extras,
  tokens: [id.replace(/^pm_card_/, "tok_"), ...(extras.tokens ?? [])],
});

const debit = (
  type: "us_bank_account" | "sepa_debit",
  id: string,
  number: string,
  outcome: AttemptOutcome,
  extras: Extras = {},
): Instrument => ({
  id,
  type,
  numbers: [number],
  brand: type === "sepa_debit" ? "SEPA" : "STRIPE TEST BANK",
  funding: "debit",
  country: type === "sepa_debit" ? number.slice(0, 2) : "US",
  outcome,
  attaching: approved,
  refund: "pending",
  tokens: [],
  ...extras,
});

const bankApproved: AttemptOutcome = { kind: "processing", settles: "approved" };

/**
 * The test instruments. What is not in this table is an error, never a success. Numbers and names are those of Stripe's
 * documentation (https://docs.stripe.com/testing).
 */
export const instruments: readonly Instrument[] = [
  card("pm_card_visa", "4242424242424242", approved, { tokens: ["pm_card_us", "tok_us"] }),
  card("pm_card_visa_debit", "4000056655665556", approved, { funding: "debit" }),
  card("pm_card_mastercard", ["5555555555554444", "2223003122003222"], approved, { brand: "mastercard" }),
  card("pm_card_mastercard_debit", "5200828282828210", approved, { brand: "mastercard", funding: "debit" }),
  card("pm_card_mastercard_prepaid", "5105105105105100", approved, { brand: "mastercard", funding: "prepaid" }),
  card("pm_card_amex", ["378282246310005", "371449635398431"], approved, { brand: "amex" }),
  card("pm_card_discover", ["6011111111111117", "6011000990139424"], approved, { brand: "discover" }),
  card("pm_card_diners", ["3056930009020004", "36227206271667"], approved, { brand: "diners" }),
  card("pm_card_jcb", "3566002020360505", approved, { brand: "jcb", country: "JP" }),
  card("pm_card_unionpay", "6200000000000005", approved, { brand: "unionpay", country: "CN" }),

  ...(
    [
      ["at", "4000000400000008"],
      ["au", "4000000360000006"],
      ["be", "4000000560000004"],
      ["br", "4000000760000002"],
      ["ca", "4000001240000000"],
      ["ch", "4000007560000009"],
      ["de", "4000002760000016"],
      ["es", "4000007240000007"],
      ["fr", "4000002500000003"],
      ["gb", "4000008260000000"],
      ["ie", "4000003720000005"],
      ["in", "4000003560000008"],
      ["it", "4000003800000008"],
      ["jp", "4000003920000003"],
      ["mx", "4000004840008001"],
      ["nl", "4000005280000002"],
      ["nz", "4000005540000008"],
      ["pl", "4000006160000005"],
      ["se", "4000007520000008"],
      ["sg", "4000007020000003"],
    ] as const
  ).map(([country, number]) => card(`pm_card_${country}`, number, approved, { country: country.toUpperCase() })),

  card("pm_card_visa_chargeDeclined", "4000000000000002", genericDecline, {
    tokens: ["pm_card_chargeDeclined", "tok_declined", "tok_chargeDeclined"],
  }),
  card("pm_card_visa_chargeDeclinedInsufficientFunds", "4000000000009995", insufficientFunds, {
    tokens: ["pm_card_chargeDeclinedInsufficientFunds", "tok_chargeDeclinedInsufficientFunds"],
  }),
  card(
    "pm_card_visa_chargeDeclinedLostCard",
    "4000000000009987",
    declined("card_declined", "lost_card", "The card was reported lost.", {
      advice: "do_not_try_again",
      networkCode: "41",
    }),
    { tokens: ["tok_chargeDeclinedLostCard"] },
  ),
  card(
    "pm_card_visa_chargeDeclinedStolenCard",
    "4000000000009979",
    declined("card_declined", "stolen_card", "The card was reported stolen.", {
      advice: "do_not_try_again",
      networkCode: "43",
    }),
    { tokens: ["tok_chargeDeclinedStolenCard"] },
  ),
  card(
    "pm_card_chargeDeclinedExpiredCard",
    "4000000000000069",
    declined("expired_card", null, "The card has expired.", { advice: "confirm_card_data", networkCode: "54" }),
  ),
  card(
    "pm_card_chargeDeclinedIncorrectCvc",
    "4000000000000127",
    declined("incorrect_cvc", null, "The card's security code is incorrect.", {
      advice: "confirm_card_data",
      networkCode: "N7",
    }),
  ),
  card(
    "pm_card_chargeDeclinedProcessingError",
    "4000000000000119",
    declined("processing_error", null, "An error occurred while processing the card. Try again in a little while.", {
      by: "network",
      advice: "try_again_later",
      networkCode: "96",
    }),
  ),
  card(
    "pm_card_incorrectNumber",
    "4242424242424241",
    declined("incorrect_number", null, "The card number is incorrect.", {
      by: "network",
      advice: "confirm_card_data",
      networkCode: "14",
    }),
  ),
  card(
    "pm_card_visa_chargeDeclinedVelocityLimitExceeded",
    "4000000000006975",
    declined("card_declined", "card_velocity_exceeded", "The card was used too often in a short time.", {
      advice: "try_again_later",
      networkCode: "65",
    }),
    { tokens: ["tok_chargeDeclinedVelocityLimitExceeded"] },
  ),
  card("pm_card_chargeCustomerFail", "4000000000000341", genericDecline, { attaching: approved }),
  card(
    "pm_card_radarBlock",
    "4100000000000019",
    declined("card_declined", "fraudulent", "The payment was blocked as fraudulent.", {
      by: "us",
      advice: "do_not_try_again",
    }),
  ),

  card("pm_card_authenticationRequired", ["4000002760003184", "4000000000003220"], challenged(), {
    tokens: [
      "pm_card_threeDSecure2Required",
      "tok_threeDSecure2Required",
      "pm_card_threeDSecureRequired",
      "tok_threeDSecureRequired",
    ],
  }),
  card("pm_card_authenticationRequiredOnSetup", "4000002500003155", challenged(), { setupExempts: true }),
  card("pm_card_authenticationRequiredInsufficientFunds", "4000008260003178", challenged(insufficientFunds), {
    tokens: ["pm_card_authenticationRequiredChargeDeclinedInsufficientFunds"],
  }),
  card("pm_card_authenticationRequiredChargeDeclined", "4000008400001629", challenged(genericDecline), {
    tokens: ["pm_card_threeDSecureRequiredChargeDeclined"],
  }),

  card("pm_card_createDispute", "4000000000000259", approved, { dispute: { reason: "fraudulent", inquiry: false } }),
  card("pm_card_createDisputeInquiry", "4000000000001976", approved, {
    dispute: { reason: "fraudulent", inquiry: true },
  }),
  card("pm_card_pendingRefund", "4000000000007726", approved, { refund: "pending" }),
  card("pm_card_refundFail", "4000000000005126", approved, { refund: "fails_later" }),
  card("pm_card_bypassPending", "4000000000000077", approved, { bypassPending: true }),

  debit("us_bank_account", "pm_usBankAccount_success", "000123456789", bankApproved),
  debit(
    "us_bank_account",
    "pm_usBankAccount_accountClosed",
    "000111111113",
    settles("account_closed", "The bank account is closed."),
  ),
  debit(
    "us_bank_account",
    "pm_usBankAccount_noAccount",
    "000111111116",
    settles("no_account", "There is no such bank account."),
  ),
  debit(
    "us_bank_account",
    "pm_usBankAccount_insufficientFunds",
    "000222222227",
    settles("insufficient_funds", "The bank account has insufficient funds."),
  ),
  debit(
    "us_bank_account",
    "pm_usBankAccount_debitNotAuthorized",
    "000333333335",
    settles("debit_not_authorized", "The holder did not authorise the debit."),
  ),
  debit("us_bank_account", "pm_usBankAccount_dispute", "000555555559", bankApproved, {
    dispute: { reason: "debit_not_authorized", inquiry: false },
  }),
  debit("us_bank_account", "pm_usBankAccount_processing", "000000000009", { kind: "processing", settles: "never" }),
  debit("sepa_debit", "pm_sepaDebit_success", "AT611904300234573201", bankApproved),
  debit("sepa_debit", "pm_sepaDebit_successDelayed", "AT321904300235473204", bankApproved),
  debit("sepa_debit", "pm_sepaDebit_success_de", "DE89370400440532013000", bankApproved),
  debit(
    "sepa_debit",
    "pm_sepaDebit_fail",
    "AT861904300235473202",
    settles("insufficient_funds", "The bank account has insufficient funds."),
  ),
  debit(
    "sepa_debit",
    "pm_sepaDebit_fail_it",
    "IT60X0542811101000000123456",
    settles("insufficient_funds", "The bank account has insufficient funds."),
  ),
  debit("sepa_debit", "pm_sepaDebit_dispute", "AT591904300235473203", bankApproved, {
    dispute: { reason: "debit_not_authorized", inquiry: false },
  }),

  {
    id: "pm_customerBalance",
    type: "customer_balance",
    tokens: [],
    numbers: [],
    brand: "",
    funding: "debit",
    country: "",
    outcome: { kind: "from_cash_balance" },
    attaching: approved,
  },
];

const byName = new Map(
  instruments.flatMap((instrument) =>
    [instrument.id, ...instrument.tokens, ...(instrument.type === "card" ? instrument.numbers : [])].map(
      (name) => [name, instrument] as const,
    ),
  ),
);

/** The instrument of that id, token or card number; spaces and dashes in a number do not count. */
export function findInstrument(name: string): Instrument | undefined {
  return byName.get(name) ?? byName.get(name.replace(/[ -]/g, ""));
}

/** The bank account of that number or IBAN. */
export function findBankInstrument(type: PaymentMethodType, number: string): Instrument | undefined {
  return instruments.find((instrument) => instrument.type === type && instrument.numbers.includes(number));
}

/** The instrument that a stored payment method was made of. */
export function instrumentOf({ instrument }: { instrument: string }): Instrument {
  const found = byName.get(instrument);
  if (!found) throw new Error(`There is no instrument ${instrument}.`);
  return found;
}

/** The only currency that a type of payment method takes; null where it takes each. */
export const currencyOfType = {
  card: null,
  customer_balance: null,
  sepa_debit: "eur",
  us_bank_account: "usd",
} as const satisfies Record<PaymentMethodType, string | null>;
