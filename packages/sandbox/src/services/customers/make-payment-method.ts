import type { PaymentMethodData } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { dropEmptyValues } from "../../platform/metadata.ts";
import { assertCvc, assertExpiry, passesLuhn } from "./card-data.ts";
import { findBankInstrument, findInstrument, type Instrument } from "./instruments.ts";
import { toBillingDetails } from "./payment-method.ts";
import { paymentMethods } from "./store.ts";
import type { PaymentMethodRow } from "./tables.ts";

/** What is told of a method beyond the instrument that it is. */
type Facts = Pick<PaymentMethodData, "billing_details" | "metadata" | "us_bank_account"> & {
  number?: string;
  expiry?: { month: number; year: number };
};

/** Makes a payment method of the data of a form: test cards and test bank accounts only. */
export function makeFromData(ctx: Context, data: PaymentMethodData, param: string): Promise<PaymentMethodRow> {
  for (const other of ["card", "us_bank_account", "sepa_debit", "customer_balance"] as const) {
    if (other !== data.type && data[other] !== undefined) {
      throw new DomainError("parameter_invalid", {
        message: `A payment method of the type ${data.type} has no '${other}'.`,
        param: join(param, other),
      });
    }
  }
  switch (data.type) {
    case "card":
      return makeCard(ctx, data, param);
    case "us_bank_account":
    case "sepa_debit":
      return makeBankAccount(ctx, data, param);
    case "customer_balance":
      return make(ctx, named("pm_customerBalance"), data);
  }
}

function makeCard(ctx: Context, data: PaymentMethodData, param: string): Promise<PaymentMethodRow> {
  const path = join(param, "card");
  const { number, token, exp_month: month, exp_year: year, cvc } = data.card ?? {};
  if (token !== undefined) {
    const instrument = findInstrument(token);
    if (instrument?.type !== "card" || instrument.numbers.includes(token)) {
      throw new DomainError("resource_missing", {
        message: "There is no such test token. Try tok_visa.",
        param: `${path}.token`,
      });
    }
    return make(ctx, instrument, data);
  }
  for (const [name, value] of Object.entries({ number, exp_month: month, exp_year: year })) {
    if (value === undefined) throw new DomainError("parameter_missing", { param: `${path}.${name}` });
  }
  if (number === undefined || month === undefined || year === undefined) throw new Error("Checked before.");
  const digits = number.replace(/[ -]/g, "");
  if (!/^\d{12,19}$/.test(digits) || !passesLuhn(digits)) {
    throw new DomainError("incorrect_number", { param: `${path}.number` });
  }
  const instrument = findInstrument(digits);
  if (!instrument) {
    throw new DomainError("card_declined", {
      message: "The card was declined: the sandbox takes test cards only, such as 4242424242424242.",
      declineCode: "test_mode_live_card",
      param: `${path}.number`,
    });
  }
  const expiry = assertExpiry(month, year, ctx.now, path);
  if (cvc !== undefined) assertCvc(cvc, instrument.brand, path);
  return make(ctx, instrument, { ...data, number: digits, expiry });
}

function makeBankAccount(ctx: Context, data: PaymentMethodData, param: string): Promise<PaymentMethodRow> {
  const path = join(param, data.type);
  const details = data[data.type === "sepa_debit" ? "sepa_debit" : "us_bank_account"];
  if (details === undefined) throw new DomainError("parameter_missing", { param: path });
  if (data.billing_details?.name === undefined) {
    throw new DomainError("parameter_missing", {
      message: "A bank debit needs the holder's name.",
      param: join(param, "billing_details.name"),
    });
  }
  const [name, number] =
    "iban" in details
      ? ["iban", details.iban.replaceAll(" ", "").toUpperCase()]
      : ["account_number", details.account_number];
  const instrument = findBankInstrument(data.type, number);
  if (!instrument) {
    throw new DomainError("resource_missing", {
      message:
        data.type === "sepa_debit"
          ? "There is no test account with this IBAN. Try AT611904300234573201."
          : "There is no test account with this number. Try 000123456789 with the routing number 110000000.",
      param: `${path}.${name}`,
    });
  }
  return make(ctx, instrument, { ...data, number });
}

/** Makes a payment method that is one of the instruments. */
export async function make(ctx: Context, instrument: Instrument, facts: Facts = {}): Promise<PaymentMethodRow> {
  const row = {
    id: ctx.platform.ids("paymentMethod"),
    realm: ctx.principal.realm,
    type: instrument.type,
    instrument: instrument.id,
    details: JSON.stringify(detailsOf(ctx, instrument, facts)),
    billing_details: JSON.stringify(toBillingDetails(facts.billing_details)),
    customer: null,
    spent: 0,
    authenticated: 0,
    metadata: JSON.stringify(dropEmptyValues(facts.metadata)),
    created: ctx.now,
  };
  await ctx.tx.run(paymentMethods.insert, row);
  return { ...row, n: 0 };
}

function detailsOf({ platform, principal, now }: Context, instrument: Instrument, facts: Facts) {
  const number = facts.number ?? instrument.numbers[0] ?? "";
  const last4 = number.slice(-4);
  const fingerprint = platform.secrets.digest("card-fingerprint", `${principal.account}:${number}`).slice(0, 16);
  switch (instrument.type) {
    case "card":
      return {
        brand: instrument.brand,
        country: instrument.country,
        exp_month: facts.expiry?.month ?? 12,
        exp_year: facts.expiry?.year ?? new Date(now * 1000).getUTCFullYear() + 4,
        fingerprint,
        funding: instrument.funding,
        last4,
      };
    case "us_bank_account":
      return {
        account_holder_type: facts.us_bank_account?.account_holder_type ?? "individual",
        account_type: facts.us_bank_account?.account_type ?? "checking",
        bank_name: instrument.brand,
        fingerprint,
        last4,
        routing_number: facts.us_bank_account?.routing_number ?? "110000000",
      };
    case "sepa_debit":
      return { bank_code: number.slice(4, 9), country: instrument.country, fingerprint, last4 };
    case "customer_balance":
      return {};
  }
}

function named(id: string): Instrument {
  const instrument = findInstrument(id);
  if (!instrument) throw new Error(`There is no instrument ${id}.`);
  return instrument;
}

const join = (param: string, name: string) => (param ? `${param}.${name}` : name);
