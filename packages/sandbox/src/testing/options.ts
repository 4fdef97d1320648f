import { inspect } from "node:util";

import type { InputOf, Operations, SigningScheme } from "@micro/sdk";
import { addSpan, readInstant, signingSchemes } from "@micro/sdk/contract";

import { assertOptionNames, assertOptionValues, instant, oneOf, texts, type Kind } from "../check-options.ts";
import type { SandboxOptions } from "../config.ts";
import type { TestSandbox } from "./create-test-sandbox.ts";

/**
 * When the clock of a test begins, and whether it stands: `"wall"` runs, and `"frozen"` stands at now. An instant (a date, a
 * text in ISO 8601, or seconds since the epoch) stands there: then every byte repeats.
 */
export type TestClockOption = "wall" | "frozen" | Date | (string & {}) | number;

/** How a sandbox for a test is made. Everything has a default. */
export interface TestSandboxOptions extends Pick<
  SandboxOptions,
  "corsOrigins" | "egress" | "egressAllow" | "logLevel" | "profile" | "rateLimit" | "stripeVersion" | "verifyEmail"
> {
  /** Decides every id, secret and random draw: `"test"` by default, so that a test that fails fails again. */
  seed?: string | undefined;
  /** `"wall"` by default: what verifies signatures by the real time then works. */
  clock?: TestClockOption | undefined;
  /** Listens on this port too, 0 for a free one. Without it nothing is opened. */
  port?: number | undefined;
  /** Accounts besides the default one, by name: each sees its own alone. */
  accounts?: readonly string[] | undefined;
  /** What is there before the test begins. */
  fixtures?: ((sandbox: TestSandbox) => Promise<unknown>) | undefined;
  /** What goes wrong from the beginning; `client.faults.create` adds to it later. */
  faults?: readonly InputOf<Operations["faults.create"]>[] | undefined;
  /** What the built-in receiver is sent: everything by default; `false` for no receiver. */
  webhooks?: { events?: string[]; signing?: SigningScheme } | false | undefined;
}

/** The names of the options. */
export const testOptionNames: Record<keyof TestSandboxOptions, true> = {
  seed: true,
  clock: true,
  port: true,
  accounts: true,
  fixtures: true,
  faults: true,
  webhooks: true,
  corsOrigins: true,
  egress: true,
  egressAllow: true,
  logLevel: true,
  profile: true,
  rateLimit: true,
  stripeVersion: true,
  verifyEmail: true,
};

/** What an account of a test is called. */
const accountName: Kind = { fits: (value) => typeof value === "string" && value !== "", is: "a text, and not empty" };

const kinds: Partial<Record<keyof TestSandboxOptions, Kind>> = {
  accounts: {
    fits: (value) => Array.isArray(value) && value.every(accountName.fits),
    is: 'a list of names, such as ["buyer", "seller"]',
  },
  fixtures: { fits: (value) => typeof value === "function", is: "a function of the sandbox" },
  faults: { fits: Array.isArray, is: 'a list of rules, such as [{ effect: "error", status: 503 }]' },
};

const webhookKinds: Record<"events" | "signing", Kind> = {
  events: texts('a list of types of events, such as ["payment.*"]'),
  signing: oneOf(...signingSchemes),
};

/** Throws a `TypeError` for an unknown option, or for one whose value is not valid. */
export function assertTestOptions(options: TestSandboxOptions): void {
  assertOptionNames(options, testOptionNames);
  assertOptionValues(options, kinds);
  const { webhooks = {} } = options;
  if (webhooks === false) return;
  assertOptionNames(webhooks, { events: true, signing: true });
  assertOptionValues(webhooks, webhookKinds);
}

/** Throws a `TypeError` for what cannot be the name of an account. */
export function assertAccountName(name: unknown): void {
  if (accountName.fits(name)) return;
  throw new TypeError(`An account's name should be ${accountName.is}; ${inspect(name, { depth: 0 })} is not.`);
}

/** The instant that a clock is to be set to, in seconds since the epoch. Throws a `TypeError` for what is not one. */
export function instantOf(at: number | Date | string): number {
  const seconds = secondsOf(at);
  if (seconds !== undefined && instant.fits(seconds)) return seconds;
  throw new TypeError(
    `An instant is a date, a text such as "2027-01-15T08:00:00Z" or ${instant.is}; ${inspect(at, { depth: 0 })} is not.`,
  );
}

/** Reads the instant of a clock. Throws a `TypeError` for what is not one. */
export function readClock(option: TestClockOption): { frozenAt?: number } | "frozen" {
  if (option === "wall") return {};
  if (option === "frozen") return "frozen";
  const seconds = secondsOf(option);
  if (seconds === undefined || !instant.fits(seconds)) {
    throw new TypeError(
      `\`clock\` should be "wall", "frozen", a date, a text such as "2027-01-15T08:00:00Z" or ${instant.is}; ` +
        `${inspect(option, { depth: 0 })} is not.`,
    );
  }
  return { frozenAt: seconds };
}

function secondsOf(option: unknown): number | undefined {
  if (option instanceof Date) return Math.floor(option.getTime() / 1000);
  if (typeof option === "string") return readInstant(option);
  return typeof option === "number" ? option : undefined;
}

/**
 * The instant that lies so far after another: seconds, or a text such as `90s`, `15m`, `36h`, `30d`, `2w`, `3mo` or `1y`.
 * Throws a `TypeError` for any other.
 */
export function instantAfter(from: number, duration: number | string): number {
  const to = typeof duration === "number" ? from + duration : addSpan(from, duration);
  if (to !== undefined && instant.fits(to) && to >= from) return to;
  throw new TypeError(
    `A duration is seconds, or a text such as "90s", "36h", "30d", "3mo" or "1y"; ${duration} is not one that ends before the year 10000.`,
  );
}
