import type { Native, Projection } from "../route.ts";
import { absent, listOf, recordOf, without } from "./fields.ts";

const noRequirements = {
  ...absent("alternatives", "current_deadline", "disabled_reason"),
  currently_due: [],
  errors: [],
  eventually_due: [],
  past_due: [],
  pending_verification: [],
};

const emptyList = (url: string): Native => ({ object: "list", data: [], has_more: false, url });

/** Who deals with whom, by the type of an account. */
const controllers: Readonly<Record<string, Native>> = {
  standard: { type: "account" },
  express: {
    fees: { payer: "application_express" },
    is_controller: true,
    losses: { payments: "application" },
    requirement_collection: "stripe",
    stripe_dashboard: { type: "express" },
    type: "application",
  },
  custom: {
    fees: { payer: "application_custom" },
    is_controller: true,
    losses: { payments: "application" },
    requirement_collection: "application",
    stripe_dashboard: { type: "none" },
    type: "application",
  },
};

/** Stripe's accounts are `acct_…`; here that is an account of the ledger, and a connected one is `conn_…`. */
export const stripeAccountId = (id: unknown): unknown =>
  typeof id === "string" ? id.replace(/^(?:conn|org)_/, "acct_") : id;

function requirementsOf(due: unknown): Native {
  const { currently_due: currentlyDue, disabled_reason: reason } = recordOf(due);
  const names = listOf(currentlyDue);
  return { ...noRequirements, currently_due: names, disabled_reason: reason, eventually_due: names, past_due: names };
}

const bankAccount: Projection = (shown) => {
  const { id, object, currency } = shown;
  if (shown["deleted"] === true) return { id, object, currency, deleted: true };
  const { currently_due, errors, past_due, pending_verification } = noRequirements;
  const requirements = { currently_due, errors, past_due, pending_verification };
  return {
    ...without(shown, "created"),
    account: stripeAccountId(shown["account"]),
    account_type: null,
    available_payout_methods: ["standard"],
    future_requirements: requirements,
    requirements,
  };
};

const capability: Projection = (shown) => ({
  ...shown,
  account: stripeAccountId(shown["account"]),
  future_requirements: noRequirements,
  requested_at: null,
  requirements: requirementsOf(shown["requirements"]),
});

const account: Projection = (shown) => {
  const id = stripeAccountId(shown["id"]);
  if (shown["deleted"] === true) return { id, object: "account", deleted: true };
  const profile = recordOf(shown["business_profile"]);
  return {
    ...without(shown, "livemode"),
    id,
    object: "account",
    business_profile: {
      ...profile,
      ...absent(
        "annual_revenue",
        "estimated_worker_count",
        "minority_owned_business_designation",
        "specified_commercial_transactions_act_url",
        "support_address",
      ),
    },
    controller: controllers[String(shown["type"])],
    // An event's account has no list.
    external_accounts: {
      ...emptyList(""),
      ...recordOf(shown["external_accounts"]),
      url: `/v1/accounts/${String(id)}/external_accounts`,
    },
    future_requirements: noRequirements,
    requirements: requirementsOf(shown["requirements"]),
    settings: {
      branding: absent("icon", "logo", "primary_color", "secondary_color"),
      card_payments: absent(
        "statement_descriptor_prefix",
        "statement_descriptor_prefix_kana",
        "statement_descriptor_prefix_kanji",
      ),
      dashboard: { display_name: profile["name"] ?? null, timezone: "Etc/UTC" },
      payments: absent(
        "statement_descriptor",
        "statement_descriptor_kana",
        "statement_descriptor_kanji",
        "statement_descriptor_prefix_kana",
        "statement_descriptor_prefix_kanji",
      ),
      payouts: {
        debit_negative_balances: true,
        schedule: { delay_days: 2, interval: "manual" },
        statement_descriptor: null,
      },
    },
    tos_acceptance: absent("date", "ip", "user_agent"),
  };
};

const transfer: Projection = (shown) => ({
  ...shown,
  destination: stripeAccountId(shown["destination"]),
  // An event's transfer has no list.
  reversals: shown["reversals"] ?? emptyList(`/v1/transfers/${String(shown["id"])}/reversals`),
  source_type: "card",
});

/** The platform, as an application that accounts are connected to. */
export const stripeApplicationId = (account: unknown): string => String(account).replace(/^org_/, "ca_");

const applicationFee: Projection = (shown) => ({
  ...without(shown, "platform"),
  account: stripeAccountId(shown["account"]),
  application: stripeApplicationId(shown["platform"]),
  fee_source: { charge: shown["charge"], type: "charge" },
  // An event's fee has no list.
  refunds: shown["refunds"] ?? emptyList(`/v1/application_fees/${String(shown["id"])}/refunds`),
});

/** Whom a platform pays, and what it pays them, by `object`. */
export const connectProjections: Record<string, Projection> = {
  application_fee: applicationFee,
  bank_account: bankAccount,
  capability,
  connected_account: account,
  transfer,
  transfer_reversal: (shown) => ({ ...shown, source_refund: null }),
  topup: (shown) => ({ ...shown, ...absent("initiated_by", "source") }),
};
