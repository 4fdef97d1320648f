import { assets, type Asset } from "@micro/sdk/contract";

import { type Resource, type Route, type Rule, withoutEffect } from "../route.ts";
import { isRecord } from "../projections/fields.ts";
import { cardToken, connectTerms, methodName, refused } from "./rules.ts";

const confirming = {
  payment_method: methodName("payment_method"),
  payment_method_data: cardToken,
  use_stripe_sdk: withoutEffect,
  mandate_data: withoutEffect,
} satisfies Record<string, Rule>;
const foreignSecret = { client_secret: "setup_intent_invalid_parameter" };
/** The newest name, and the one before. */
const types = { allowed_payment_method_types: "payment_method_types", payment_method_types: "payment_method_types" };

/** Of a card's options that what is authorised can be raised; its authentication follows from the card. */
function cardOptions(option: unknown): Record<string, unknown> {
  const { request_incremental_authorization: incremental, ...rest } = isRecord(option) ? option : {};
  const other = Object.keys(rest).find((name) => name !== "request_three_d_secure");
  if (other !== undefined) refused(`payment_method_options[card][${other}]`, "This option is not imitated.");
  return incremental === undefined ? {} : { incremental_authorization: incremental };
}

/** A cash balance is always funded by bank transfers, whatever bank they come from. */
const options: Rule = (value) => {
  const { card, ...others } = isRecord(value) ? value : {};
  for (const [type, option] of Object.entries(others)) {
    if (type !== "customer_balance") refused(`payment_method_options[${type}]`, "No option of this type is imitated.");
    for (const name of Object.keys(isRecord(option) ? option : {})) {
      if (name === "funding_type" || name === "bank_transfer") continue;
      refused(`payment_method_options[${type}][${name}]`, "This option is not imitated.");
    }
  }
  return cardOptions(card);
};

/** The last of three decimals is always 0: https://docs.stripe.com/currencies#three-decimal */
const wholeTens: Route["check"] = ({ amount, currency }) => {
  if (!isAsset(currency) || assets[currency].exponent !== 3 || typeof amount !== "number" || amount % 10 === 0) return;
  refused("amount", `An amount in ${currency} ends in 0: round ${amount} to the nearest ten.`);
};
const isAsset = (name: unknown): name is Asset => typeof name === "string" && Object.hasOwn(assets, name);

const paymentIntents: Resource = {
  name: "payment_intents",
  idParam: "intent",
  gaps: [
    "Without types it is paid by card; several captures of one payment. Of `payment_method_options` only that what a card has authorised can be raised, and, which changes nothing, that a bank transfer funds the cash balance and when a card is authenticated. What a payment was funded with in part stays in the cash balance until there is enough.",
    "`on_behalf_of` is kept and changes nothing.",
    "An update has no event of its own; Stripe has none either.",
  ],
  routes: [
    {
      method: "POST",
      path: "/payment_intents",
      operation: "payment_intents.create",
      params: {
        ...confirming,
        ...types,
        payment_method_options: options,
        ...connectTerms,
      },
      hidden: ["incremental_authorization"],
      check: wholeTens,
    },
    {
      method: "GET",
      path: "/payment_intents",
      operation: "payment_intents.list",
      hidden: ["status", "currency"],
    },
    { method: "GET", path: "/payment_intents/search", operation: "payment_intents.search" },
    {
      method: "GET",
      path: "/payment_intents/{id}",
      operation: "payment_intents.get",
    },
    {
      method: "POST",
      path: "/payment_intents/{id}",
      operation: "payment_intents.update",
      params: { ...types, payment_method: confirming.payment_method, payment_method_data: cardToken },
    },
    {
      method: "POST",
      path: "/payment_intents/{id}/confirm",
      operation: "payment_intents.confirm",
      params: { ...confirming, payment_method_options: options },
      hidden: ["incremental_authorization", "payment_method_id"],
    },
    { method: "POST", path: "/payment_intents/{id}/capture", operation: "payment_intents.capture" },
    {
      method: "POST",
      path: "/payment_intents/{id}/increment_authorization",
      operation: "payment_intents.increment_authorization",
    },
    { method: "POST", path: "/payment_intents/{id}/cancel", operation: "payment_intents.cancel" },
  ],
};

const setupIntents: Resource = {
  name: "setup_intents",
  idParam: "intent",
  gaps: [
    "Mandates, setup attempts. `automatic_payment_methods` changes nothing and is null: it is always a card, unless types are named.",
  ],
  routes: [
    {
      method: "POST",
      path: "/setup_intents",
      operation: "setup_intents.create",
      params: { ...confirming, ...types, automatic_payment_methods: withoutEffect },
    },
    { method: "GET", path: "/setup_intents", operation: "setup_intents.list", hidden: ["status"] },
    {
      method: "GET",
      path: "/setup_intents/{id}",
      operation: "setup_intents.get",
      conflicts: foreignSecret,
    },
    {
      method: "POST",
      path: "/setup_intents/{id}",
      operation: "setup_intents.update",
      params: { payment_method: confirming.payment_method },
    },
    {
      method: "POST",
      path: "/setup_intents/{id}/confirm",
      operation: "setup_intents.confirm",
      params: confirming,
      conflicts: foreignSecret,
    },
    { method: "POST", path: "/setup_intents/{id}/cancel", operation: "setup_intents.cancel" },
  ],
};

const tokenParams = { ...confirming, payment_method_options: withoutEffect } satisfies Record<string, Rule>;

const confirmationTokens: Resource = {
  name: "confirmation_tokens",
  idParam: "confirmation_token",
  gaps: [
    "Its payment method is there from the beginning, and used up with it. `mandate_data` and `payment_method_options` are taken and are null.",
  ],
  routes: [
    {
      method: "POST",
      path: "/confirmation_tokens",
      operation: "confirmation_tokens.create",
      params: tokenParams,
    },
    { method: "GET", path: "/confirmation_tokens/{id}", operation: "confirmation_tokens.get" },
    {
      method: "POST",
      path: "/test_helpers/confirmation_tokens",
      operation: "confirmation_tokens.create",
      params: tokenParams,
    },
  ],
};

const charges: Resource = {
  name: "charges",
  gaps: ["A charge that was made directly has a payment intent behind it all the same."],
  routes: [
    {
      method: "POST",
      path: "/charges",
      operation: "charges.create",
      check: wholeTens,
      params: { source: methodName("source"), ...connectTerms },
    },
    { method: "GET", path: "/charges", operation: "charges.list", hidden: ["status"] },
    { method: "GET", path: "/charges/search", operation: "charges.search" },
    { method: "GET", path: "/charges/{id}", operation: "charges.get" },
    { method: "POST", path: "/charges/{id}", operation: "charges.update" },
    { method: "POST", path: "/charges/{id}/capture", operation: "charges.capture" },
    {
      method: "GET",
      path: "/charges/{charge}/refunds",
      operation: "refunds.list",
      hidden: ["payment_intent", "status"],
    },
  ],
};

const refunds: Resource = {
  name: "refunds",
  idParam: "refund",
  gaps: ["Refunds of a customer's cash balance; `customer` and `payment_method` are null."],
  routes: [
    { method: "POST", path: "/refunds", operation: "refunds.create" },
    { method: "GET", path: "/refunds", operation: "refunds.list", hidden: ["status"] },
    { method: "GET", path: "/refunds/{id}", operation: "refunds.get" },
    { method: "POST", path: "/refunds/{id}", operation: "refunds.update" },
    { method: "POST", path: "/refunds/{id}/cancel", operation: "refunds.cancel" },
  ],
};

const wholeDispute = ["balance_transactions"];
const disputes: Resource = {
  name: "disputes",
  idParam: "dispute",
  gaps: ["Files as evidence; an event's dispute has no balance transactions."],
  routes: [
    {
      method: "GET",
      path: "/disputes",
      operation: "disputes.list",
      hidden: ["status"],
      include: ["data.balance_transactions"],
    },
    { method: "GET", path: "/disputes/{id}", operation: "disputes.get", include: wholeDispute },
    { method: "POST", path: "/disputes/{id}", operation: "disputes.update", include: wholeDispute },
    { method: "POST", path: "/disputes/{id}/close", operation: "disputes.close", include: wholeDispute },
  ],
};

/** What is paid and how. */
export const paymentResources: readonly Resource[] = [
  paymentIntents,
  setupIntents,
  confirmationTokens,
  charges,
  refunds,
  disputes,
];
