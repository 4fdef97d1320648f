import type { Native } from "../route.ts";
import { absent, recordOf, without } from "./fields.ts";

/** Nothing but the security code is checked, and it was right. */
const checks = { address_line1_check: null, address_postal_code_check: null, cvc_check: "pass" };

/** A card as a payment method shows it. */
const ownCard = (card: Native): Native => ({
  ...card,
  checks,
  display_brand: card["brand"],
  networks: { available: [card["brand"]], preferred: null },
  regulated_status: "unregulated",
  three_d_secure_usage: { supported: true },
  ...absent("generated_from", "wallet"),
});

/** A card as a charge shows it. */
const chargedCard = (card: Native): Native => {
  const secure = card["three_d_secure"];
  return {
    ...card,
    checks,
    regulated_status: "unregulated",
    three_d_secure:
      secure === null || secure === undefined
        ? null
        : {
            ...without(recordOf(secure), "authenticated"),
            authentication_flow: "challenge",
            ...absent("electronic_commerce_indicator", "exemption_indicator", "result_reason", "transaction_id"),
          },
    ...absent(
      "amount_authorized",
      "authorization_code",
      "electronic_commerce_indicator",
      "installments",
      "mandate",
      "network_transaction_id",
      "transaction_link_id",
      "wallet",
    ),
  };
};

type Wording = Record<string, (details: Native) => Native>;

/** What a payment method shows of itself, by its type. */
export const ownDetails: Wording = {
  card: ownCard,
  us_bank_account: (account) => ({
    ...account,
    networks: { preferred: "ach", supported: ["ach"] },
    ...absent("financial_connections_account", "status_details"),
  }),
  sepa_debit: (account) => ({ ...account, ...absent("branch_code", "generated_from") }),
  customer_balance: (details) => details,
};

/** What a charge shows of its payment method, by its type. */
export const chargedDetails: Wording = {
  card: chargedCard,
  us_bank_account: (account) => ({ ...account, ...absent("payment_reference") }),
  sepa_debit: (account) => ({ ...account, ...absent("branch_code", "mandate") }),
  customer_balance: (details) => details,
};

/** Whose payment method it is; an address is there also where nobody gave one, with nothing in it. */
export function asBillingDetails(details: unknown): Native {
  const known = recordOf(details);
  const unknown = absent("city", "country", "line1", "line2", "postal_code", "state");
  return { ...known, address: { ...unknown, ...recordOf(known["address"]) }, tax_id: null };
}

/** The card of a token or of a customer: Stripe's oldest form of it. */
export const legacyCard = (method: Native): Native => {
  const { brand, country, exp_month, exp_year, fingerprint, funding, last4 } = recordOf(method["card"]);
  const { address, name } = recordOf(method["billing_details"]);
  const { line1, line2, city, state, postal_code, country: addressCountry } = recordOf(address);
  return {
    id: String(method["id"]).replace(/^pm_/, "card_"),
    object: "card",
    address_city: city ?? null,
    address_country: addressCountry ?? null,
    address_line1: line1 ?? null,
    address_line1_check: null,
    address_line2: line2 ?? null,
    address_state: state ?? null,
    address_zip: postal_code ?? null,
    address_zip_check: null,
    brand: brandNames[String(brand)] ?? "Unknown",
    country,
    customer: method["customer"] ?? null,
    cvc_check: "pass",
    dynamic_last4: null,
    exp_month,
    exp_year,
    fingerprint,
    funding,
    last4,
    metadata: method["metadata"] ?? {},
    name: name ?? null,
    regulated_status: "unregulated",
    tokenization_method: null,
  };
};

const brandNames: Record<string, string> = {
  amex: "American Express",
  diners: "Diners Club",
  discover: "Discover",
  jcb: "JCB",
  mastercard: "MasterCard",
  unionpay: "UnionPay",
  visa: "Visa",
};
