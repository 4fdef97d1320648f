import type { Rate } from "./gateway/rate-limit.ts";

/** What belongs together when a sandbox is to feel like a laptop's or like the real thing. */
export interface Profile {
  /** Requests per key, or per address without one. */
  rate: Rate | undefined;
  /** Tries at passwords, tokens and codes per address. */
  loginRate: Rate | undefined;
  /** Whether rules may make requests and deliveries fail. */
  faults: boolean;
}

/** The profiles by name. */
export const profiles = {
  sandbox: { rate: undefined, loginRate: undefined, faults: true },
  production: {
    rate: { limit: 100, windowSeconds: 60 },
    loginRate: { limit: 10, windowSeconds: 60 },
    faults: false,
  },
} as const satisfies Record<string, Profile>;

/** The name of a profile. */
export type ProfileName = keyof typeof profiles;
