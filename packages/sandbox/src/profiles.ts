import type { PaymentSettings } from "@micro/sdk/contract";

import type { Rate } from "./gateway/rate-limit.ts";
import { daySeconds } from "./platform/day.ts";

/** Settings that belong together: those of a sandbox on a laptop, and those that are like production. */
export interface Profile {
  /** Requests per key, or per address without one. */
  rate: Rate | undefined;
  /** Tries at passwords, tokens and codes per address. */
  loginRate: Rate | undefined;
  /** How long banks take, where that differs from the defaults, which are short so that nobody has to wait. */
  delays: Partial<PaymentSettings>;
  /** Whether rules may make requests and deliveries fail. */
  faults: boolean;
}

/**
 * The profiles by name. Debits from bank accounts are confirmed within four business days
 * (https://docs.stripe.com/payments/ach-direct-debit), refunds reach the customer in five to ten, and an issuer decides on
 * evidence within 60 to 75 days (https://docs.stripe.com/disputes/how-disputes-work).
 */
export const profiles = {
  sandbox: { rate: undefined, loginRate: undefined, delays: {}, faults: true },
  production: {
    rate: { limit: 100, windowSeconds: 60 },
    loginRate: { limit: 10, windowSeconds: 60 },
    delays: {
      bank_debit_delay_s: 4 * daySeconds,
      refund_delay_s: 5 * daySeconds,
      dispute_decision_delay_s: 60 * daySeconds,
    },
    faults: false,
  },
} as const satisfies Record<string, Profile>;

/** The name of a profile. */
export type ProfileName = keyof typeof profiles;
