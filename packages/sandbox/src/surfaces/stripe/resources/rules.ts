import { paymentMethodTypes } from "@micro/sdk/contract";

import { DomainError } from "../../../platform/errors.ts";
import type { Rule } from "../route.ts";

/** A token, a source or a card is a payment method under another prefix. */
const alias = /^(?:tok|src|card)_(?=[0-9A-Za-z]{24}$)/;

/** The payment method that a token, a source or a card stands for; any other name is left as it is. */
export const methodIdOf = (value: unknown): unknown =>
  typeof value === "string" ? value.replace(alias, "pm_") : value;

/** A parameter that may name a payment method by any of Stripe's kinds of name. */
export const methodName =
  (native: string): Rule =>
  (value) => ({ [native]: methodIdOf(value) });

/** The connected account that is `acct_…` to Stripe, and `conn_…` here. */
const accountIdOf = (value: unknown): unknown => (typeof value === "string" ? value.replace(/^acct_/, "conn_") : value);

/** A parameter that names a connected account. */
export const accountName =
  (native: string): Rule =>
  (value) => ({ [native]: accountIdOf(value) });

/** What of a payment is a connected account's, with the account as it is called here. */
export const connectTerms = {
  on_behalf_of: accountName("on_behalf_of"),
  transfer_data: (value) => ({ transfer_data: withDestination(value) }),
} satisfies Record<string, Rule>;

const withDestination = (data: unknown): unknown =>
  isRecord(data) && "destination" in data ? { ...data, destination: accountIdOf(data["destination"]) } : data;

/** What a page makes a payment or a subscription of. */
export const pageData =
  (native: string) =>
  (value: unknown): Record<string, unknown> => ({
    [native]: isRecord(value)
      ? {
          ...value,
          ...("on_behalf_of" in value && { on_behalf_of: accountIdOf(value["on_behalf_of"]) }),
          ...("transfer_data" in value && { transfer_data: withDestination(value["transfer_data"]) }),
        }
      : value,
  });

/** `payment_method_data`, whose card may be given by a token. */
export const cardToken: Rule = (value) => ({ payment_method_data: withMethodId(value) });

function withMethodId(value: unknown): unknown {
  return isRecord(value) && "card" in value ? { ...value, card: withCardId(value["card"]) } : value;
}

/** A card, which may be given by a token. */
export function withCardId(card: unknown): unknown {
  return isRecord(card) && "token" in card ? { ...card, token: methodIdOf(card["token"]) } : card;
}

/** Refuses a parameter's value. */
export function refused(param: string, message: string): never {
  throw new DomainError("parameter_invalid", { message, param });
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === "object" && !Array.isArray(value);

/** What invoices can be paid with: of Stripe's types those that are imitated, if there is one. Their options change nothing. */
export const paymentSettings: Rule = (value) => {
  if (!isRecord(value)) return { payment_settings: value };
  const { payment_method_options: _options, payment_method_types: types, ...rest } = value;
  const known = Array.isArray(types) ? types.filter((type) => paymentMethodTypes.some((one) => one === type)) : types;
  const limits = Array.isArray(known) ? known.length > 0 : known !== undefined;
  return { payment_settings: { ...rest, ...(limits && { payment_method_types: known }) } };
};
