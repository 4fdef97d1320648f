import { DomainError } from "../../platform/errors.ts";

/** Whether a row of digits has the check digit of a card number (ISO/IEC 7812-1, annex B). */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = Number(digits[digits.length - 1 - index]);
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** The expiry with a year of four digits; throws where there is no such month or it is over. */
export function assertExpiry(month: number, year: number, now: number, path: string): { month: number; year: number } {
  if (month < 1 || month > 12) throw new DomainError("invalid_expiry_month", { param: `${path}.exp_month` });
  const fullYear = year >= 0 && year < 100 ? 2000 + year : year;
  const today = new Date(now * 1000);
  const isPast =
    fullYear < today.getUTCFullYear() || (fullYear === today.getUTCFullYear() && month < today.getUTCMonth() + 1);
  if (isPast || fullYear > today.getUTCFullYear() + 50) {
    const isYear = fullYear !== today.getUTCFullYear();
    throw new DomainError(isYear ? "invalid_expiry_year" : "invalid_expiry_month", {
      param: isYear ? `${path}.exp_year` : `${path}.exp_month`,
    });
  }
  return { month, year: fullYear };
}

/** Throws where a security code has not the digits of its brand. It is looked at and forgotten. */
export function assertCvc(cvc: string, brand: string, path: string): void {
  const form = brand === "amex" ? /^\d{3,4}$/ : /^\d{3}$/;
  if (!form.test(cvc)) throw new DomainError("invalid_cvc", { param: `${path}.cvc` });
}
