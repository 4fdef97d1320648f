import { idPrefixes, type PortalConfiguration, type PortalFeatures } from "@micro/sdk/contract";

import { encodeBase62 } from "../../../platform/base62.ts";
import type { Context } from "../../../platform/context.ts";
import { resourceMissing } from "../../../platform/errors.ts";
import { accountCreated } from "../../auth/index.ts";
import { defaultPortalConfiguration, portalConfigurations } from "./portal-store.ts";
import type { PortalConfigurationRow } from "./portal-tables.ts";

/** What is offered where a configuration does not say so: nothing. */
export const noFeatures: PortalFeatures = {
  customer_update: { allowed_updates: [], enabled: false },
  invoice_history: { enabled: false },
  payment_method_update: { enabled: false },
  subscription_cancel: {
    cancellation_reason: {
      enabled: false,
      options: ["too_expensive", "missing_features", "switched_service", "unused", "other"],
    },
    enabled: false,
    mode: "at_period_end",
    proration_behavior: "none",
  },
  subscription_update: {
    billing_cycle_anchor: "unchanged",
    default_allowed_updates: [],
    enabled: false,
    products: [],
    proration_behavior: "none",
    trial_update_behavior: "end_trial",
  },
};

/** What the default configuration offers until it is changed: all but another plan, since nobody said which. */
const defaultFeatures: PortalFeatures = {
  ...noFeatures,
  customer_update: { allowed_updates: ["address", "email", "name", "phone"], enabled: true },
  invoice_history: { enabled: true },
  payment_method_update: { enabled: true },
  subscription_cancel: {
    ...noFeatures.subscription_cancel,
    cancellation_reason: { ...noFeatures.subscription_cancel.cancellation_reason, enabled: true },
    enabled: true,
  },
};

export const noProfile: PortalConfiguration["business_profile"] = {
  headline: null,
  privacy_policy_url: null,
  terms_of_service_url: null,
};

/** The configuration as the API shows it. */
export function toPortalConfiguration(row: Omit<PortalConfigurationRow, "n">, livemode: boolean): PortalConfiguration {
  return {
    id: row.id,
    object: "billing_portal.configuration",
    active: row.active === 1,
    // What is parsed was written by this service, from an input that the contract has checked.
    business_profile: JSON.parse(row.business_profile) as PortalConfiguration["business_profile"],
    created: row.created,
    default_return_url: row.default_return_url,
    features: JSON.parse(row.features) as PortalFeatures,
    is_default: row.is_default === 1,
    livemode,
    metadata: JSON.parse(row.metadata) as PortalConfiguration["metadata"],
    name: row.name,
    updated: row.updated,
  };
}

/**
 * The configuration that a session has which names none. Each account has it from the beginning: until something is
 * written that needs it, nothing is stored, and its id follows from the sandbox's secret.
 */
export async function defaultConfiguration(ctx: Context): Promise<PortalConfigurationRow> {
  const { principal, platform } = ctx;
  const stored = await ctx.tx.first(defaultPortalConfiguration, { realm: principal.realm, is_default: 1 });
  if (stored) return stored;
  const created = await accountCreated(ctx, principal.account);
  const digest = platform.secrets.digest("portal-configuration", String(principal.realm)).slice(0, 34);
  return {
    n: 0,
    id: `${idPrefixes.portalConfiguration}_${encodeBase62(Buffer.from(digest, "hex"), 24)}`,
    realm: principal.realm,
    active: 1,
    is_default: 1,
    name: null,
    default_return_url: null,
    business_profile: JSON.stringify(noProfile),
    features: JSON.stringify(defaultFeatures),
    metadata: "{}",
    updated: created,
    created,
  };
}

/** Writes the default configuration where nothing has needed it before. It is the first of all. */
export async function storeDefaultConfiguration(ctx: Context): Promise<PortalConfigurationRow> {
  const row = await defaultConfiguration(ctx);
  if (row.n === 0) await ctx.tx.run(portalConfigurations.insert, row);
  return row;
}

/** Reads a configuration, or throws. */
export async function getConfigurationRow(ctx: Context, id: string, param = "id"): Promise<PortalConfigurationRow> {
  const row = await ctx.tx.first(portalConfigurations.find, { id, realm: ctx.principal.realm });
  if (row) return row;
  const first = await defaultConfiguration(ctx);
  if (first.id !== id) throw resourceMissing("portal configuration", id, param);
  return first;
}
