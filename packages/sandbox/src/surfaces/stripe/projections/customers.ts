import type { Projection } from "../route.ts";
import { asBillingDetails, legacyCard, ownDetails } from "./card.ts";
import { absent, pick, recordOf } from "./fields.ts";

/** A customer, with what billing knows of him where the route reads it along: an event does not. */
const customer: Projection = (shown) => {
  if (shown["deleted"] === true) return { id: shown["id"], object: "customer", deleted: true };
  const { billing, default_payment_method: method, invoice_settings: settings, ...own } = shown;
  const url = `/v1/customers/${String(shown["id"])}`;
  const lists = ["subscriptions", "tax_ids"].filter((name) => own[name] !== undefined);
  return {
    ...own,
    ...Object.fromEntries(lists.map((name) => [name, { ...recordOf(own[name]), url: `${url}/${name}` }])),
    balance: 0,
    ...pick(recordOf(billing), ...ofBilling),
    invoice_settings: { default_payment_method: method, ...recordOf(settings), rendering_options: null },
    ...absent("customer_account", "default_source"),
  };
};

const ofBilling = ["balance", "currency", "delinquent", "discount", "invoice_prefix", "next_invoice_sequence"] as const;

/** A payment method, or what one will be. */
export const paymentMethod: Projection = (shown) => {
  const type = String(shown["type"]);
  return {
    ...shown,
    [type]: ownDetails[type]?.(recordOf(shown[type])) ?? {},
    allow_redisplay: "unspecified",
    billing_details: asBillingDetails(shown["billing_details"]),
    customer_account: null,
  };
};

/** Who pays and by what means, by `object`. */
export const customerProjections: Record<string, Projection> = {
  tax_id: (shown) =>
    shown["deleted"] === true
      ? shown
      : {
          ...shown,
          customer_account: null,
          owner: { type: "customer", customer: shown["customer"], customer_account: null },
        },
  customer,
  payment_method: paymentMethod,
  cash_balance: (shown) => ({
    ...shown,
    available: Object.keys(recordOf(shown["available"])).length === 0 ? null : shown["available"],
    customer_account: null,
    settings: { reconciliation_mode: "automatic", using_merchant_default: true },
  }),
  customer_cash_balance_transaction: (shown) => cashTransaction(shown),
};

const cashTransaction: Projection = (shown) => {
  const { payment_intent: intent, ...rest } = shown;
  return {
    ...rest,
    customer_account: null,
    ...(shown["type"] === "funded"
      ? { funded: { bank_transfer: { reference: null, type: "us_bank_transfer" } } }
      : { applied_to_payment: { payment_intent: intent } }),
  };
};

/** A payment method that was made for one payment, as a token: the ids differ in their prefix only. */
export const asToken: Projection = (method) => ({
  id: String(method["id"]).replace(/^pm_/, "tok_"),
  object: "token",
  card: legacyCard(method),
  client_ip: null,
  created: method["created"],
  livemode: method["livemode"],
  type: "card",
  used: method["customer"] !== null,
});

/** A payment method as a source: the ids differ in their prefix only. */
export const asSource: Projection = (method) => {
  const { country, exp_month, exp_year, fingerprint, funding, last4 } = recordOf(method["card"]);
  const { address, email, name, phone } = recordOf(method["billing_details"]);
  const id = String(method["id"]).replace(/^pm_/, "src_");
  const holder = { address, email, name, phone };
  return {
    id,
    object: "source",
    allow_redisplay: "unspecified",
    amount: null,
    card: {
      brand: String(legacyCard(method)["brand"]),
      country,
      cvc_check: "pass",
      dynamic_last4: null,
      exp_month,
      exp_year,
      fingerprint,
      funding,
      last4,
      name,
      three_d_secure: "optional",
      tokenization_method: null,
      ...absent("address_line1_check", "address_zip_check"),
    },
    client_secret: `src_client_secret_${id.slice(-24)}`,
    created: method["created"],
    currency: null,
    ...(typeof method["customer"] === "string" && { customer: method["customer"] }),
    flow: "none",
    livemode: method["livemode"],
    metadata: method["metadata"],
    owner: { ...holder, ...absent("verified_address", "verified_email", "verified_name", "verified_phone") },
    statement_descriptor: null,
    status: method["customer"] === null ? "chargeable" : "consumed",
    type: "card",
    usage: "reusable",
  };
};
