import { isRecord } from "../projections/fields.ts";
import { withoutEffect, type Resource, type Rule } from "../route.ts";
import { accountName, refused } from "./rules.ts";

/** Whoever holds a custom account is known to the platform; of the others nothing is kept but what the page asks for. */
const identity = {
  company: withoutEffect,
  individual: withoutEffect,
  tos_acceptance: withoutEffect,
};

/** The platform knows who holds a custom account; the holder of any other has yet to be identified. */
const accountType: Rule = (value) => ({ type: value, onboarded: value === "custom" });

/** The newest way to say the type: which dashboard its holder sees. */
const dashboards: Readonly<Record<string, string>> = { full: "standard", express: "express", none: "custom" };
const controller: Rule = (value) => {
  const dashboard = isRecord(value) && isRecord(value["stripe_dashboard"]) ? value["stripe_dashboard"]["type"] : "full";
  const type = dashboards[String(dashboard)];
  return type === undefined
    ? refused("controller[stripe_dashboard][type]", "A dashboard is 'full', 'express' or 'none'.")
    : accountType(type);
};

const testNumbers: Readonly<Record<string, string>> = {
  btok_us_verified_noAccount: "000111111116",
  btok_us_noAccount: "000111111116",
  btok_us_accountClosed: "000111111113",
};

/** A bank account, told or by a test token. */
function bankAccountOf(value: unknown): Record<string, unknown> {
  if (typeof value === "string") {
    if (!value.startsWith("btok_us")) return refused("external_account", `There is no test token '${value}'.`);
    const number = testNumbers[value] ?? "000123456789";
    return { account_number: number, country: "US", currency: "usd", routing_number: "110000000" };
  }
  if (!isRecord(value) || (value["object"] !== undefined && value["object"] !== "bank_account")) {
    return refused("external_account", "An external account is a bank account here, or its test token.");
  }
  const { object: _object, account_type: _type, ...told } = value;
  return told;
}

function bankAccountsOnly(value: unknown): Record<string, unknown> {
  return value === "bank_account" ? {} : refused("object", "An external account is a 'bank_account' here.");
}

const named = { id: accountName("id") };
const ofAccount = { account: accountName("account") };
/** One of an account's capabilities, or of its bank accounts. */
const oneOf = { account: accountName("id"), id: "capability" };
const oneBank = { account: accountName("id"), id: "bank_account" };
const withBanks = ["external_accounts"];

const accounts: Resource = {
  name: "accounts",
  idParam: "account",
  gaps: [
    "Persons; `settings` and what identifies its holder are taken and not kept. A custom account is enabled at once, any other once its holder has been on the page of an account link.",
    "`controller` only says which dashboard there is; an account without it and without `type` is a standard one.",
    "An external account is a bank account. An event of a connected account's own profile is told to its platform.",
  ],
  routes: [
    {
      method: "POST",
      path: "/accounts",
      operation: "connected_accounts.create",
      params: {
        ...identity,
        type: accountType,
        controller,
        external_account: (value) => ({ external_account: bankAccountOf(value) }),
        settings: withoutEffect,
      },
      hidden: ["onboarded"],
      defaults: { onboarded: false },
      include: withBanks,
    },
    {
      method: "GET",
      path: "/accounts",
      operation: "connected_accounts.list",
      params: { starting_after: accountName("starting_after"), ending_before: accountName("ending_before") },
      include: ["data.external_accounts"],
    },
    {
      method: "GET",
      path: "/accounts/{id}",
      operation: "connected_accounts.get",
      params: named,
      include: withBanks,
    },
    {
      method: "POST",
      path: "/accounts/{id}",
      operation: "connected_accounts.update",
      params: { ...named, ...identity, settings: withoutEffect },
      include: withBanks,
    },
    { method: "DELETE", path: "/accounts/{id}", operation: "connected_accounts.delete", params: named },
    { method: "POST", path: "/accounts/{id}/login_links", operation: "login_links.create", params: named },
    { method: "GET", path: "/accounts/{id}/capabilities", operation: "capabilities.list", params: named },
    { method: "GET", path: "/accounts/{account}/capabilities/{id}", operation: "capabilities.get", params: oneOf },
    {
      method: "POST",
      path: "/accounts/{account}/capabilities/{id}",
      operation: "capabilities.update",
      params: oneOf,
    },
    {
      method: "POST",
      path: "/accounts/{id}/external_accounts",
      operation: "bank_accounts.create",
      params: { ...named, external_account: bankAccountOf },
      hidden: ["account_number", "account_holder_name", "account_holder_type", "country", "currency", "routing_number"],
    },
    {
      method: "GET",
      path: "/accounts/{id}/external_accounts",
      operation: "bank_accounts.list",
      params: { ...named, object: bankAccountsOnly },
      hidden: ["created"],
    },
    {
      method: "GET",
      path: "/accounts/{account}/external_accounts/{id}",
      operation: "bank_accounts.get",
      params: oneBank,
    },
    {
      method: "POST",
      path: "/accounts/{account}/external_accounts/{id}",
      operation: "bank_accounts.update",
      params: oneBank,
    },
    {
      method: "DELETE",
      path: "/accounts/{account}/external_accounts/{id}",
      operation: "bank_accounts.delete",
      params: oneBank,
    },
  ],
};

const ownAccount: Resource = {
  name: "account",
  gaps: ["The platform's own account is shown as a standard one without a profile."],
  routes: [{ method: "GET", path: "/account", operation: "connected_accounts.current" }],
};

const accountLinks: Resource = {
  name: "account_links",
  gaps: ["`collect` and `collection_options` change nothing: the page asks the same each time."],
  routes: [
    {
      method: "POST",
      path: "/account_links",
      operation: "account_links.create",
      params: { ...ofAccount, collect: withoutEffect, collection_options: withoutEffect },
    },
  ],
};

const toAccount = { destination: accountName("destination") };
const whole = ["reversals"];

const transfers: Resource = {
  name: "transfers",
  idParam: "transfer",
  gaps: ["`destination_payment` and `destination_payment_refund` are ids that cannot be read."],
  routes: [
    { method: "POST", path: "/transfers", operation: "transfers.create", params: toAccount, include: whole },
    {
      method: "GET",
      path: "/transfers",
      operation: "transfers.list",
      params: toAccount,
      include: ["data.reversals"],
    },
    { method: "GET", path: "/transfers/{id}", operation: "transfers.get", include: whole },
    { method: "POST", path: "/transfers/{id}", operation: "transfers.update", include: whole },
    {
      method: "POST",
      path: "/transfers/{id}/reversals",
      operation: "transfers.reverse",
      // It is not shown with Stripe either.
      params: { description: withoutEffect },
    },
    { method: "GET", path: "/transfers/{id}/reversals", operation: "transfers.reversals" },
    { method: "GET", path: "/transfers/{transfer}/reversals/{id}", operation: "transfers.reversal" },
  ],
};

const topups: Resource = {
  name: "topups",
  idParam: "topup",
  gaps: ["`source` is `btok_us_verified` unless it is `btok_us_verified_noAccount`, and is not shown."],
  routes: [
    { method: "POST", path: "/topups", operation: "topups.create" },
    { method: "GET", path: "/topups", operation: "topups.list" },
    { method: "GET", path: "/topups/{id}", operation: "topups.get" },
    { method: "POST", path: "/topups/{id}", operation: "topups.update" },
    { method: "POST", path: "/topups/{id}/cancel", operation: "topups.cancel" },
  ],
};

const wholeFee = ["refunds"];

const applicationFees: Resource = {
  name: "application_fees",
  idParam: "fee",
  gaps: ["`application` cannot be read; `charge` of a destination charge is an id that cannot be read."],
  routes: [
    { method: "GET", path: "/application_fees", operation: "application_fees.list", include: ["data.refunds"] },
    { method: "GET", path: "/application_fees/{id}", operation: "application_fees.get", include: wholeFee },
    { method: "POST", path: "/application_fees/{id}/refunds", operation: "application_fee_refunds.create" },
    { method: "GET", path: "/application_fees/{id}/refunds", operation: "application_fee_refunds.list" },
    { method: "GET", path: "/application_fees/{fee}/refunds/{id}", operation: "application_fee_refunds.get" },
    { method: "POST", path: "/application_fees/{fee}/refunds/{id}", operation: "application_fee_refunds.update" },
  ],
};

/** Stripe does not tell an account that is another platform's from one that there is not. */
const undisclosed = ({ routes, ...resource }: Resource): Resource => ({
  ...resource,
  routes: routes.map((route) => ({ ...route, missing: { id: "account_invalid" } })),
});

/** Whom a platform pays, and where the money comes from. */
export const connectResources: readonly Resource[] = [
  undisclosed(accounts),
  ownAccount,
  accountLinks,
  transfers,
  applicationFees,
  topups,
];
