import type { PaymentSettings } from "@micro/sdk/contract";

import type { Context, Platform } from "../../platform/context.ts";
import { daySeconds } from "../../platform/day.ts";
import { findSettings } from "./store.ts";

/** What can be set. */
export type SettingValues = Omit<PaymentSettings, "object" | "livemode">;

/**
 * How payments behave until somebody says otherwise. Fees are Stripe's standard price for cards, 2.9 % + 30 cents
 * (https://stripe.com/pricing), with about the same fixed part in every other currency.
 */
export const defaultSettings: SettingValues = {
  authorization_lifetime_s: 7 * daySeconds,
  bank_debit_delay_s: 180,
  bank_debit_transition: "time",
  dispute_decision_delay_s: 0,
  dispute_delay_s: 0,
  dispute_transition: "time",
  dispute_response_s: 9 * daySeconds,
  invoice_overdue_days: [3, 7],
  invoice_reminder_days: [3],
  invoice_retry_days: [3, 5, 7],
  invoice_upcoming_days: 7,
  payout_delay_s: daySeconds,
  payout_transition: "time",
  payout_interval: "manual",
  refund_delay_s: 60,
  refund_transition: "time",
  risk_action: "alert",
  risk_payments_per_minute_max: 5,
  settlement_delay_s: 2 * daySeconds,
  subscription_dunning_end: "cancel",
  fees: {
    usd: { basis_points: 290, fixed: 30 },
    eur: { basis_points: 290, fixed: 30 },
    gbp: { basis_points: 290, fixed: 20 },
    jpy: { basis_points: 290, fixed: 40 },
    krw: { basis_points: 290, fixed: 400 },
    kwd: { basis_points: 290, fixed: 90 },
    bhd: { basis_points: 290, fixed: 110 },
    aed: { basis_points: 290, fixed: 100 },
    aud: { basis_points: 290, fixed: 30 },
    brl: { basis_points: 290, fixed: 39 },
    cad: { basis_points: 290, fixed: 30 },
    chf: { basis_points: 290, fixed: 30 },
    czk: { basis_points: 290, fixed: 650 },
    dkk: { basis_points: 290, fixed: 180 },
    hkd: { basis_points: 290, fixed: 235 },
    inr: { basis_points: 290, fixed: 300 },
    mxn: { basis_points: 290, fixed: 300 },
    myr: { basis_points: 290, fixed: 100 },
    nok: { basis_points: 290, fixed: 200 },
    nzd: { basis_points: 290, fixed: 30 },
    pln: { basis_points: 290, fixed: 100 },
    ron: { basis_points: 290, fixed: 100 },
    sek: { basis_points: 290, fixed: 180 },
    sgd: { basis_points: 290, fixed: 50 },
    thb: { basis_points: 290, fixed: 1000 },
    zar: { basis_points: 290, fixed: 550 },
    btc: { basis_points: 290, fixed: 300 },
    eth: { basis_points: 290, fixed: 80_000 },
    usdc: { basis_points: 290, fixed: 300_000 },
  },
};

/** How payments behave where nobody said otherwise: by the defaults, and by how the sandbox was started. */
export function settingsAtFirst({ policy }: Platform): SettingValues {
  return { ...defaultSettings, ...policy.settings };
}

/** The settings of the caller's account and mode. */
export async function readSettings({ tx, platform, principal }: Context): Promise<SettingValues> {
  const first = settingsAtFirst(platform);
  const row = await tx.first(findSettings, { realm: principal.realm });
  if (!row) return first;
  // `updateSettings` is its only writer, with an input that the contract has checked.
  const { fees, ...changes } = JSON.parse(row.changes) as Partial<SettingValues>;
  return { ...first, ...changes, fees: { ...first.fees, ...fees } };
}

/** The settings as the API shows them. */
export function toSettings(values: SettingValues, livemode: boolean): PaymentSettings {
  return { object: "payment_settings", ...values, livemode };
}
