import { withoutEffect, type Resource } from "../route.ts";
import { accountName } from "./rules.ts";

/** Nobody has to be identified here: accounts are enabled at once. */
const identity = {
  company: withoutEffect,
  individual: withoutEffect,
  tos_acceptance: withoutEffect,
};

const named = { id: accountName("id") };

const accounts: Resource = {
  name: "accounts",
  idParam: "account",
  gaps: [
    "Bank accounts, persons, onboarding and login links, settings: an account is enabled at once, and what identifies its holder is taken and not kept.",
    "`controller` as a parameter; an account without `type` is a standard one.",
  ],
  routes: [
    { method: "POST", path: "/accounts", operation: "connected_accounts.create", params: identity },
    { method: "GET", path: "/accounts", operation: "connected_accounts.list" },
    { method: "GET", path: "/accounts/{id}", operation: "connected_accounts.get", params: named },
    {
      method: "POST",
      path: "/accounts/{id}",
      operation: "connected_accounts.update",
      params: { ...named, ...identity },
    },
    { method: "DELETE", path: "/accounts/{id}", operation: "connected_accounts.delete", params: named },
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
    { method: "POST", path: "/transfers/{id}/reversals", operation: "transfers.reverse" },
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

/** Whom a platform pays, and where the money comes from. */
export const connectResources: readonly Resource[] = [accounts, transfers, applicationFees, topups];
