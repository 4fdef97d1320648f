import type { Asset, ConnectedAccount } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError, resourceMissing } from "../../platform/errors.ts";
import { findConnected, findPlatform } from "../auth/index.ts";
import { connectedAccounts } from "./store.ts";
import type { ConnectedAccountRow } from "./tables.ts";

type Profile = ConnectedAccount["business_profile"];

const noProfile: Profile = {
  mcc: null,
  name: null,
  product_description: null,
  support_email: null,
  support_phone: null,
  support_url: null,
  url: null,
};

/** The currency of a country, where it is not US dollars. */
const currencies: Readonly<Record<string, Asset>> = {
  AE: "aed",
  AT: "eur",
  AU: "aud",
  BE: "eur",
  BH: "bhd",
  BR: "brl",
  CA: "cad",
  CH: "chf",
  CZ: "czk",
  DE: "eur",
  DK: "dkk",
  ES: "eur",
  FI: "eur",
  FR: "eur",
  GB: "gbp",
  GR: "eur",
  HK: "hkd",
  IE: "eur",
  IN: "inr",
  IT: "eur",
  JP: "jpy",
  KR: "krw",
  KW: "kwd",
  LI: "chf",
  MX: "mxn",
  MY: "myr",
  NL: "eur",
  NO: "nok",
  NZ: "nzd",
  PL: "pln",
  PT: "eur",
  RO: "ron",
  SE: "sek",
  SG: "sgd",
  TH: "thb",
  ZA: "zar",
};
export const currencyOfCountry = (country: string): Asset => currencies[country] ?? "usd";

/** A profile with what is sent of it over what is stored. */
export const mergeProfile = (
  sent: { [Name in keyof Profile]?: Profile[Name] | undefined } = {},
  stored = "{}",
): string => JSON.stringify({ ...noProfile, ...(JSON.parse(stored) as Partial<Profile>), ...sent });

/** The capabilities that are requested, with what is sent over what is stored. */
export function mergeCapabilities(sent: Record<string, { requested: boolean }> = {}, stored = "[]"): string {
  const names = new Set(JSON.parse(stored) as string[]);
  for (const [name, { requested }] of Object.entries(sent)) {
    if (requested) names.add(name);
    else names.delete(name);
  }
  return JSON.stringify([...names].toSorted());
}

/** What is asked of a holder who is not identified yet. */
const asked = [
  "business_type",
  "external_account",
  "representative.first_name",
  "representative.last_name",
  "tos_acceptance.date",
  "tos_acceptance.ip",
];

/** The connected account as the API shows it. */
export function toConnectedAccount(row: Omit<ConnectedAccountRow, "n">, livemode: boolean): ConnectedAccount {
  const isOpen = row.closed === 0;
  const isOnboarded = row.onboarded === 1;
  const isEnabled = isOpen && isOnboarded;
  const requested = JSON.parse(row.capabilities) as string[];
  return {
    id: row.id,
    object: "connected_account",
    business_profile: JSON.parse(row.business_profile) as Profile,
    business_type: row.business_type,
    capabilities: Object.fromEntries(requested.map((name) => [name, isEnabled ? "active" : "inactive"] as const)),
    charges_enabled: isEnabled,
    country: row.country,
    created: row.created,
    default_currency: row.default_currency,
    ...(!isOpen && { deleted: true }),
    details_submitted: isOnboarded,
    email: row.email,
    livemode,
    metadata: JSON.parse(row.metadata) as ConnectedAccount["metadata"],
    payouts_enabled: isEnabled,
    requirements: {
      currently_due: isOnboarded ? [] : asked,
      disabled_reason: isOnboarded ? null : "requirements.past_due",
    },
    type: row.type,
  };
}

/** Reads a connected account of the caller's, or throws. */
export async function getAccountRow(
  { tx, principal }: Context,
  id: string,
  param = "id",
): Promise<ConnectedAccountRow> {
  const row = await tx.first(connectedAccounts.find, { id, realm: principal.realm });
  if (!row || row.closed === 1) throw resourceMissing("connected account", id, param);
  return row;
}

/** Reads a connected account. */
export async function getConnectedAccount(
  ctx: Context,
  { id }: { id: string },
  param = "id",
): Promise<ConnectedAccount> {
  return toConnectedAccount(await getAccountRow(ctx, id, param), ctx.principal.mode === "live");
}

/** The call in the place of the caller's platform: what it does is done to the platform's balance and ledger. */
export async function inPlaceOfPlatform(ctx: Context): Promise<Context> {
  const principal = await findPlatform(ctx, ctx.principal);
  if (!principal) throw new Error(`The account ${ctx.principal.account} has no platform.`);
  return { ...ctx, principal };
}

/** Reads a connected account that money can go to, or throws: to a standard one it can before its holder is identified. */
export async function getReceiverRow(ctx: Context, id: string, param: string): Promise<ConnectedAccountRow> {
  const row = await getAccountRow(ctx, id, param);
  if (row.onboarded === 0 && row.type !== "standard") {
    throw new DomainError("insufficient_capabilities_for_transfer", { param });
  }
  return row;
}

/** The call in the place of a connected account: what it does is done to that account's balance and ledger. */
export async function inPlaceOf(ctx: Context, account: string, param = "destination"): Promise<Context> {
  const realm = await findConnected(ctx, ctx.principal, account);
  if (realm === undefined) throw resourceMissing("connected account", account, param);
  return { ...ctx, principal: { ...ctx.principal, account, realm } };
}
