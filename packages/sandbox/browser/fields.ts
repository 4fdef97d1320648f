import { cvv, expirationDate, number } from "card-validator";

import { invalid, type ValidationError } from "./errors.ts";

/** How far the payer is with a field. */
export type Judgement =
  | { state: "empty" | "incomplete" | "invalid"; error: ValidationError }
  | { state: "complete"; error?: never };

/** Something that the payer types or chooses. */
export interface Field {
  name: string;
  label: string;
  placeholder?: string;
  autocomplete?: string;
  /** The keyboard of a telephone. */
  inputMode?: "numeric" | "email" | "text";
  /** What can be chosen, by value; typed when absent. */
  choices?: Readonly<Record<string, string>>;
  /** What it holds before anybody types. */
  initial?: string;
  /** Whether it may stay empty. */
  optional?: boolean;
  /** As it is shown while it is typed. */
  format?: (text: string) => string;
  /** Judges what is not empty; `card` is the number beside it. */
  judge?: (text: string, card: string) => Judgement;
  /** What is wrong as long as it is empty. */
  missing: ValidationError;
}

const complete: Judgement = { state: "complete" };
const digitsOf = (text: string) => text.replace(/\D/g, "");

/** Says how far a field is. */
export function judge(field: Field, text: string, card: string): Judgement {
  if (text.trim() === "") return field.optional ? complete : { state: "empty", error: field.missing };
  return field.judge?.(text, card) ?? complete;
}

const brands: Readonly<Record<string, string>> = { "american-express": "amex", "diners-club": "diners" };
const stripeBrands = new Set(["visa", "mastercard", "amex", "discover", "diners", "jcb", "unionpay"]);

/** The brand of a card's number, as Stripe calls it. */
export function brandOf(text: string): string {
  const type = (text === "" ? undefined : number(digitsOf(text)).card?.type) ?? "unknown";
  const brand = brands[type] ?? type;
  return stripeBrands.has(brand) ? brand : "unknown";
}

const incompleteNumber = invalid("incomplete_number", "Your card number is incomplete.");
const incompleteExpiry = invalid("incomplete_expiry", "Your card's expiration date is incomplete.");
const incompleteCvc = invalid("incomplete_cvc", "Your card's security code is incomplete.");
const incompletePostal = invalid("incomplete_zip", "Your postal code is incomplete.");
const incompleteIban = invalid("incomplete_iban", "The IBAN you entered is incomplete.");

/** The fields that elements are made of, under the names that they have in each. */
export const cardNumber = (name: string): Field => ({
  name,
  label: "Card number",
  placeholder: "1234 1234 1234 1234",
  autocomplete: "cc-number",
  inputMode: "numeric",
  format: (text) => {
    const digits = digitsOf(text).slice(0, 19);
    const gaps = number(digits).card?.gaps ?? [4, 8, 12];
    return Array.from(digits, (digit, at) => (gaps.includes(at) ? ` ${digit}` : digit)).join("");
  },
  judge: (text) => {
    const digits = digitsOf(text);
    // A Visa card of more digits than 16 is one on paper only.
    const maxLength = brandOf(digits) === "visa" ? 16 : 19;
    const { isValid, isPotentiallyValid } = number(digits, { luhnValidateUnionPay: true, maxLength });
    if (isValid) return complete;
    if (isPotentiallyValid) return { state: "incomplete", error: incompleteNumber };
    return { state: "invalid", error: invalid("invalid_number", "Your card number is invalid.") };
  },
  missing: incompleteNumber,
});

const pastYear = invalid("invalid_expiry_year_past", "Your card's expiration year is in the past.");
const pastMonth = invalid("invalid_expiry_month_past", "Your card's expiration date is in the past.");

export const cardExpiry = (name: string): Field => ({
  name,
  label: "Expiration date",
  placeholder: "MM / YY",
  autocomplete: "cc-exp",
  inputMode: "numeric",
  format: (text) => {
    const typed = digitsOf(text);
    // There is no thirteenth month: what cannot be one has a single digit.
    const digits = Number(typed.slice(0, 2).padEnd(2, "0")) > 12 ? `0${typed}` : typed;
    return digits.length > 2 ? `${digits.slice(0, 2)} / ${digits.slice(2, 4)}` : digits;
  },
  judge: (text) => {
    const [month = "", year = ""] = text.split(" / ");
    if (year.length < 2) return { state: "incomplete", error: incompleteExpiry };
    if (expirationDate({ month, year: `20${year}` }, 50).isValid) return complete;
    const isThisYear = Number(year) === new Date().getFullYear() % 100;
    return { state: "invalid", error: isThisYear ? pastMonth : pastYear };
  },
  missing: incompleteExpiry,
});

export const cardCvc = (name: string): Field => ({
  name,
  label: "Security code",
  placeholder: "CVC",
  autocomplete: "cc-csc",
  inputMode: "numeric",
  format: (text) => digitsOf(text).slice(0, 4),
  judge: (text, card) =>
    cvv(text, number(digitsOf(card)).card?.code.size ?? [3, 4]).isValid
      ? complete
      : { state: "incomplete", error: incompleteCvc },
  missing: incompleteCvc,
});

export const postalCode = (name: string, label = "ZIP code"): Field => ({
  name,
  label,
  placeholder: "12345",
  autocomplete: "postal-code",
  missing: incompletePostal,
});

export const iban: Field = {
  name: "iban",
  label: "IBAN",
  placeholder: "DE00 0000 0000 0000 0000 00",
  format: (text) =>
    text
      .replace(/[^0-9a-z]/gi, "")
      .toUpperCase()
      .slice(0, 34)
      .replace(/(.{4})(?=.)/g, "$1 "),
  // Whether it is one, the sandbox says.
  judge: (text) => (text.replaceAll(" ", "").length < 15 ? { state: "incomplete", error: incompleteIban } : complete),
  missing: incompleteIban,
};

/** Any text that has to be there. */
export const text = (name: string, label: string, more: Partial<Field> = {}): Field => ({
  name,
  label,
  missing: invalid(`incomplete_${name}`, `${label}: this field is incomplete.`),
  ...more,
});

const countries = new Intl.DisplayNames("en", { type: "region" });
/** Of which a payer's address may be, in the order of their names. */
const countryChoices = Object.fromEntries(
  "AT AU BE BG BR CA CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IN IT JP LT LU LV MT MX NL NO NZ PL PT RO SE SG SI SK US"
    .split(" ")
    .map((code): [string, string] => [code, countries.of(code) ?? code])
    .toSorted(([, a], [, b]) => a.localeCompare(b)),
);

export const country = (name = "country"): Field =>
  text(name, "Country", { choices: countryChoices, initial: "US", autocomplete: "country" });

export const email = (name = "email"): Field =>
  text(name, "Email", {
    placeholder: "you@example.com",
    autocomplete: "email",
    inputMode: "email",
    judge: (typed) =>
      /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(typed)
        ? complete
        : { state: "incomplete", error: invalid("incomplete_email", "Your email is incomplete.") },
  });
