import { inspect } from "node:util";

import type { SandboxOptions } from "./config.ts";
import { logLevels } from "./platform/log.ts";
import { profiles } from "./profiles.ts";
import { versionName } from "./surfaces/stripe/version.ts";

/**
 * Throws a `TypeError` for what is no object, and for an option that there is none of: a misspelt one would do nothing, and
 * nobody would be told.
 */
export function assertOptionNames(options: unknown, names: Readonly<Record<string, unknown>>): void {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new TypeError(`Options are an object, such as {}; ${inspect(options, { depth: 0 })} is none.`);
  }
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(names, name));
  if (unknown === undefined) return;
  throw new TypeError(`There is no option \`${unknown}\`. The options are ${Object.keys(names).join(", ")}.`);
}

/** The end of the year 9999. */
const lastSecond = 253_402_300_799;

/** What a value of an option has to be. */
export interface Kind {
  fits: (value: unknown) => boolean;
  /** What fits, in words. */
  is: string;
}

const whole = (max: number, is: string): Kind => ({
  fits: (value) => typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= max,
  is,
});
/** One of a few texts. */
export const oneOf = (...names: readonly string[]): Kind => ({
  fits: (value) => typeof value === "string" && names.includes(value),
  is: names.map((name) => `"${name}"`).join(" or "),
});
const text: Kind = { fits: (value) => typeof value === "string", is: "a text" };

/** Whole seconds since the epoch. */
export const instant = whole(lastSecond, "whole seconds since the epoch, such as 1800000000");

const flag: Kind = { fits: (value) => typeof value === "boolean", is: "true or false" };

/** A list of texts, of which `is` says what they are. */
export const texts = (is: string): Kind => ({
  fits: (value) => Array.isArray(value) && value.every((item) => typeof item === "string"),
  is,
});

const rate: Kind = {
  fits: (value) =>
    typeof value === "object" &&
    value !== null &&
    ["limit", "windowSeconds"].every(
      (name) => Number.isSafeInteger(Reflect.get(value, name)) && Reflect.get(value, name) > 0,
    ),
  is: "whole numbers above 0, such as { limit: 100, windowSeconds: 60 }",
};

/** The options, each with what it has to be. */
export const optionKinds: Record<keyof SandboxOptions, Kind> = {
  file: text,
  port: whole(65_535, "a whole number from 0 to 65535"),
  seed: text,
  frozenAt: instant,
  egress: oneOf("loopback", "public"),
  egressAllow: texts('a list of ranges of addresses, such as ["10.1.0.0/16"]'),
  profile: oneOf(...Object.keys(profiles)),
  rateLimit: rate,
  host: text,
  allowRemote: flag,
  corsOrigins: texts('a list of origins, such as ["http://localhost:3000"]'),
  verifyEmail: flag,
  stripeVersion: {
    fits: (value) => typeof value === "string" && versionName.test(value),
    is: 'a version of Stripe\'s API, such as "2024-06-20" or "2025-03-31.basil"',
  },
  traceEndpoint: text,
  logLevel: oneOf(...logLevels),
  logFile: text,
};

/** Throws a `TypeError` for a value that an option cannot have. */
export function assertOptionValues(options: object, of: Readonly<Record<string, Kind>> = optionKinds): void {
  for (const [name, { fits, is }] of Object.entries(of)) {
    const value: unknown = Reflect.get(options, name);
    if (value === undefined || fits(value)) continue;
    throw new TypeError(`\`${name}\` should be ${is}; ${inspect(value, { depth: 0 })} is not.`);
  }
}
