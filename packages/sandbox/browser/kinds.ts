import { cardCvc, cardExpiry, cardNumber, country, email, iban, postalCode, text } from "./fields.ts";
import type { Rows, Values } from "./form.ts";

/** What an element has collected, as parameters of a payment method or of the call that it is for. */
export interface Collected {
  type?: string;
  card?: { number?: string; exp_month?: number; exp_year?: number; cvc?: string };
  sepa_debit?: { iban: string };
  billing_details?: { name?: string; email?: string; phone?: string; address?: Record<string, string> };
}

/** Options that decide what an element asks for. */
export interface KindOptions {
  hidePostalCode?: boolean;
  mode?: "billing" | "shipping";
  fields?: { billingDetails?: "auto" | "never" | { address?: unknown } };
}

/** A type of element: what it asks for, and what it makes of the answers. */
export interface Kind {
  /** Of its frame. */
  title: string;
  /** One line without labels, whose problems the page shows. */
  inline: boolean;
  rows: (options: KindOptions) => Rows;
  collect: (values: Values) => Collected;
}

const cardOf = (values: Values): NonNullable<Collected["card"]> => {
  const { cardnumber, number = cardnumber, expiry = values["exp-date"], cvc } = values;
  const [month, year] = (expiry ?? "").split(" / ");
  return {
    ...(number !== undefined && { number: number.replaceAll(" ", "") }),
    ...(month !== undefined && year !== undefined && { exp_month: Number(month), exp_year: 2000 + Number(year) }),
    ...(cvc !== undefined && { cvc }),
  };
};

const given = (values: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string] => Boolean(entry[1])));

const addressOf = ({ line1, line2, city, state, postalCode: code, postal, country: land }: Values) =>
  given({ line1, line2, city, state, postal_code: code ?? postal, country: land });

function collectCard(values: Values): Collected {
  const address = addressOf(values);
  return {
    type: "card",
    card: cardOf(values),
    ...(Object.keys(address).length > 0 && { billing_details: { address } }),
  };
}

const collectIban = (values: Values): Collected => ({
  type: "sepa_debit",
  sepa_debit: { iban: (values["iban"] ?? "").replaceAll(" ", "") },
});

const single = (title: string, rows: Rows): Kind => ({
  title,
  inline: true,
  rows: () => rows,
  collect: (values) => ({ card: cardOf(values) }),
});

const asksForAddress = ({ fields }: KindOptions) => {
  const details = fields?.billingDetails;
  return details !== "never" && !(typeof details === "object" && details.address === "never");
};

/** The types of elements that there are. */
export const kinds = {
  card: {
    title: "Secure card payment input frame",
    inline: true,
    rows: ({ hidePostalCode }) => [
      [
        cardNumber("cardnumber"),
        cardExpiry("exp-date"),
        cardCvc("cvc"),
        ...(hidePostalCode ? [] : [postalCode("postal", "ZIP")]),
      ],
    ],
    collect: collectCard,
  },
  cardNumber: single("Secure card number input frame", [[cardNumber("cardnumber")]]),
  cardExpiry: single("Secure expiration date input frame", [[cardExpiry("exp-date")]]),
  cardCvc: single("Secure CVC input frame", [[cardCvc("cvc")]]),
  iban: {
    title: "Secure IBAN input frame",
    inline: true,
    rows: () => [[iban]],
    collect: collectIban,
  },
  address: {
    title: "Secure address input frame",
    inline: false,
    rows: () => [
      [text("name", "Full name", { autocomplete: "name" })],
      [country()],
      [text("line1", "Address line 1", { autocomplete: "address-line1" })],
      [text("line2", "Address line 2", { autocomplete: "address-line2", optional: true })],
      [text("city", "City", { autocomplete: "address-level2" }), postalCode("postalCode")],
      [text("state", "State", { autocomplete: "address-level1", optional: true })],
    ],
    collect: (values) => ({ billing_details: { ...given({ name: values["name"] }), address: addressOf(values) } }),
  },
  linkAuthentication: {
    title: "Secure email input frame",
    inline: false,
    rows: () => [[email()]],
    collect: (values) => ({ billing_details: given({ email: values["email"] }) }),
  },
  /** There are no wallets here: it is ready, and shows nothing, as in a browser without any. */
  expressCheckout: { title: "Secure express checkout frame", inline: true, rows: () => [], collect: () => ({}) },
} as const satisfies Record<string, Kind>;

/** Ways to pay of the Payment Element, by the type of the payment method. */
export const ways: Readonly<Record<string, Pick<Kind, "rows" | "collect"> & { label: string }>> = {
  card: {
    label: "Card",
    rows: (options) => [
      [cardNumber("number")],
      [cardExpiry("expiry"), cardCvc("cvc")],
      ...(asksForAddress(options) ? [[country(), postalCode("postalCode")]] : []),
    ],
    collect: collectCard,
  },
  sepa_debit: {
    label: "SEPA Direct Debit",
    rows: () => [[text("name", "Full name", { autocomplete: "name" }), email()], [iban]],
    collect: (values) => ({
      ...collectIban(values),
      billing_details: given({ name: values["name"], email: values["email"] }),
    }),
  },
};
