import { stripeVersionForm } from "@micro/sdk/contract";
import { Flags } from "@oclif/core";

import { UsageError } from "./abort.ts";

/** What the sandbox is told besides where its data and its port are. */
export interface ServerOptions {
  profile?: "sandbox" | "production" | undefined;
  rateLimit?: { limit: number; windowSeconds: number } | undefined;
  host?: string | undefined;
  allowRemote?: boolean | undefined;
  corsOrigins?: string[] | undefined;
  verifyEmail?: boolean | undefined;
  /** The version of Stripe's API that is spoken where nobody asks for another. */
  stripeVersion?: string | undefined;
  egress?: "loopback" | "public" | undefined;
  /** Ranges that webhooks may go to besides. */
  egressAllow?: string[] | undefined;
}

/** The flags that say where a sandbox runs, and with what. */
export const startFlags = {
  port: Flags.integer({
    min: 0,
    max: 65_535,
    helpValue: "N",
    description: "port to listen on, 0 for a free one; by default 8080, or the next one that is free",
  }),
  memory: Flags.boolean({ description: "keep the data in memory: it is gone when the sandbox stops" }),
  detach: Flags.boolean({ char: "d", description: "run in the background" }),
  seed: Flags.string({ helpValue: "TEXT", description: "seed of ids and chance, for runs that repeat exactly" }),
};

/** What a client of Stripe's that pins no version speaks. */
export const stripeFlags = {
  "stripe-version": Flags.string({
    helpValue: "VERSION",
    description: "version of Stripe's API for requests and events that ask for none, such as 2024-06-20",
  }),
};

/** The flags that say how strict the sandbox is, and who may call it. */
export const serverFlags = {
  profile: Flags.option({ options: ["sandbox", "production"] as const })({
    description: "limits, schedules and faults as one: at ease (sandbox, the default) or as in production",
  }),
  "rate-limit": Flags.string({
    helpValue: "N/SECONDS",
    description: "so many requests per key in each window, such as 100/60; off unless given",
  }),
  host: Flags.string({
    helpValue: "ADDRESS",
    description: "address to listen on besides this machine; needs --allow-remote",
  }),
  "allow-remote": Flags.boolean({ description: "let other machines call; then every route needs a key" }),
  "cors-origin": Flags.string({
    multiple: true,
    helpValue: "ORIGIN",
    description: "origin of your own front end that may call from a browser, such as http://localhost:3000",
  }),
  "verify-email": Flags.boolean({ description: "let nobody log in before the address is verified by a mail" }),
  ...stripeFlags,
  egress: Flags.option({ options: ["loopback", "public"] as const })({
    description: "where webhooks may go: this machine only (the default), or public addresses only",
  }),
  "egress-allow": Flags.string({
    multiple: true,
    helpValue: "CIDR",
    description: "range that webhooks may go to besides, such as 10.1.0.0/16",
  }),
};

interface GivenFlags {
  profile?: "sandbox" | "production" | undefined;
  "rate-limit"?: string | undefined;
  host?: string | undefined;
  "allow-remote"?: boolean | undefined;
  "cors-origin"?: string[] | undefined;
  "verify-email"?: boolean | undefined;
  "stripe-version"?: string | undefined;
  egress?: "loopback" | "public" | undefined;
  "egress-allow"?: string[] | undefined;
}

/** The options that the flags stand for. */
export function readServerOptions(flags: GivenFlags): ServerOptions {
  return {
    profile: flags.profile,
    rateLimit: readRate(flags["rate-limit"]),
    host: flags.host,
    allowRemote: flags["allow-remote"],
    corsOrigins: flags["cors-origin"],
    verifyEmail: flags["verify-email"],
    stripeVersion: readStripeVersion(flags["stripe-version"]),
    egress: flags.egress,
    egressAllow: flags["egress-allow"],
  };
}

/** The arguments that stand for the options, for the process in the background. */
export function serverArgs({
  profile,
  rateLimit,
  host,
  allowRemote,
  corsOrigins,
  verifyEmail,
  stripeVersion,
  egress,
  egressAllow,
}: ServerOptions): string[] {
  return [
    ...(profile === undefined ? [] : ["--profile", profile]),
    ...(rateLimit === undefined ? [] : ["--rate-limit", `${rateLimit.limit}/${rateLimit.windowSeconds}`]),
    ...(host === undefined ? [] : ["--host", host]),
    ...(allowRemote ? ["--allow-remote"] : []),
    ...(corsOrigins ?? []).flatMap((origin) => ["--cors-origin", origin]),
    ...(verifyEmail ? ["--verify-email"] : []),
    ...(stripeVersion === undefined ? [] : ["--stripe-version", stripeVersion]),
    ...(egress === undefined ? [] : ["--egress", egress]),
    ...(egressAllow ?? []).flatMap((range) => ["--egress-allow", range]),
  ];
}

/** A version of Stripe's API, as it was typed. */
export function readStripeVersion(text: string | undefined): string | undefined {
  if (text === undefined || new RegExp(stripeVersionForm).test(text)) return text;
  throw new UsageError(
    `--stripe-version ${text} is not a version of Stripe's API.`,
    "Give one as your client pins it, such as 2024-06-20 or 2025-03-31.basil.",
  );
}

function readRate(text: string | undefined): ServerOptions["rateLimit"] {
  if (text === undefined) return undefined;
  const [, limit, windowSeconds] = /^([1-9]\d{0,8})\/([1-9]\d{0,5})$/.exec(text) ?? [];
  if (limit === undefined || windowSeconds === undefined) {
    throw new UsageError(`--rate-limit ${text} is not a rate.`, "Give requests and seconds, such as 100/60.");
  }
  return { limit: Number(limit), windowSeconds: Number(windowSeconds) };
}
