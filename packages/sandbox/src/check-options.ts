import { inspect } from "node:util";

import type { SandboxOptions } from "./config.ts";
import { profiles } from "./profiles.ts";

/** The names of the options. */
export const optionNames: Record<keyof SandboxOptions, true> = {
  file: true,
  port: true,
  seed: true,
  frozenAt: true,
  egress: true,
  egressAllow: true,
  profile: true,
  rateLimit: true,
  host: true,
  allowRemote: true,
  corsOrigins: true,
  verifyEmail: true,
  traceEndpoint: true,
  logLevel: true,
  logFile: true,
};

/**
 * Throws a `TypeError` for what is no object, and for an option that there is none of: a misspelt one would do nothing, and
 * nobody would be told.
 */
export function assertOptionNames(options: unknown, names: Record<string, true>): void {
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

const kinds = {
  frozenAt: instant,
  port: whole(65_535, "a whole number from 0 to 65535"),
  seed: text,
  file: text,
  egress: oneOf("loopback", "public"),
  profile: oneOf(...Object.keys(profiles)),
} as const satisfies Partial<Record<keyof SandboxOptions, Kind>>;

/** Throws a `TypeError` for a value that an option cannot have. */
export function assertOptionValues(options: object, of: Record<string, Kind> = kinds): void {
  for (const [name, { fits, is }] of Object.entries(of)) {
    const value: unknown = Reflect.get(options, name);
    if (value === undefined || fits(value)) continue;
    throw new TypeError(`\`${name}\` should be ${is}; ${inspect(value, { depth: 0 })} is not.`);
  }
}
