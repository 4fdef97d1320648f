import { createAddressPolicy, type EgressMode } from "./dispatch/address-policy.ts";
import type { Rate } from "./gateway/rate-limit.ts";
import { assertOptionNames, assertOptionValues, optionKinds } from "./check-options.ts";
import { logLevels, type LogLevel } from "./platform/log.ts";
import { profiles, type ProfileName } from "./profiles.ts";
import { SandboxStartError } from "./start-error.ts";
import { stripeVersion } from "./surfaces/stripe/version.ts";

/** How a sandbox is started. Everything has a default. */
export interface SandboxOptions {
  /** Path of the SQLite file that holds everything. In memory, and gone at the end, when absent. */
  file?: string | undefined;
  /** The port to listen on; 0, the default, takes a free one. */
  port?: number | undefined;
  /** Decides every id, secret and random draw. A new one each time when absent. */
  seed?: string | undefined;
  /**
   * Stops the clock at this instant, in seconds since the epoch, or where the file's has come to, if that is later. When
   * absent, the clock goes on as the file has it, and in a new one runs with the wall.
   */
  frozenAt?: number | undefined;
  /** Where webhooks may go: `loopback` (the default) or `public`. */
  egress?: EgressMode | undefined;
  /** Ranges that webhooks may go to besides: `10.1.0.0/16`, `fd00::/8`, or single addresses. */
  egressAllow?: readonly string[] | undefined;
  /** Which limits, schedules and faults apply: `sandbox` (the default) or `production`. */
  profile?: ProfileName | undefined;
  /** How many requests a key, or an address without one, may make in a window; by default what the profile says. */
  rateLimit?: Rate | undefined;
  /** The address or name to listen on; this machine alone by default. Anything else needs `allowRemote`. */
  host?: string | undefined;
  /** Whether other machines may call. Then every route needs a key. */
  allowRemote?: boolean | undefined;
  /** The origins of one's own front end, such as `http://localhost:3000`, that may call from a browser. */
  corsOrigins?: readonly string[] | undefined;
  /** Whether an address has to be verified by a mail before its user can log in. */
  verifyEmail?: boolean | undefined;
  /** The version of Stripe's API that is spoken below `/v1`, and in events, where nobody asks for another; the newest by default. */
  stripeVersion?: string | undefined;
  /** Where traces go (OTLP over HTTP, JSON): `OTEL_EXPORTER_OTLP_ENDPOINT` by default, nowhere without. */
  traceEndpoint?: string | undefined;
  /** How much goes to the log: `error` by default. */
  logLevel?: LogLevel | undefined;
  /** Where the log goes: standard error by default. */
  logFile?: string | undefined;
}

/** The options with their defaults, and what the environment says of the log. Throws a `TypeError` for a name or a value that is none. */
export function readConfig(options: SandboxOptions, environment: NodeJS.ProcessEnv = process.env) {
  assertOptionNames(options, optionKinds);
  assertOptionValues(options);
  const host = options.host ?? defaultHost;
  const isRemote = !loopbackHosts.has(host);
  if (isRemote && options.allowRemote !== true) {
    throw new SandboxStartError("host_not_allowed", `${host} can be reached from other machines.`);
  }
  const profile = options.profile ?? "sandbox";
  const { rate, loginRate, delays } = profiles[profile];
  return {
    file: options.file,
    host: isRemote ? host : defaultHost,
    isRemote,
    profile,
    rate: options.rateLimit ?? rate,
    loginRate: options.rateLimit ?? loginRate,
    delays,
    corsOrigins: (options.corsOrigins ?? []).map(readOrigin),
    verifyEmail: options.verifyEmail ?? false,
    stripeVersion: options.stripeVersion ?? stripeVersion,
    traceEndpoint: options.traceEndpoint ?? environment["OTEL_EXPORTER_OTLP_ENDPOINT"],
    port: options.port ?? 0,
    seed: options.seed,
    frozenAtMs: options.frozenAt === undefined ? undefined : options.frozenAt * 1000,
    egress: createAddressPolicy(options.egress ?? "loopback", options.egressAllow),
    logLevel: options.logLevel ?? readLogLevel(environment["MICRO_LOG_LEVEL"]),
    logFile: options.logFile,
  };
}

const defaultHost = "127.0.0.1";
const loopbackHosts = new Set([defaultHost, "localhost", "::1"]);

function readOrigin(text: string): string {
  const url = URL.parse(text);
  if (url === null || url.origin === "null" || url.origin !== text) {
    throw new SandboxStartError(
      "origin_invalid",
      `${text} is no origin: scheme, host and port, as http://localhost:3000.`,
    );
  }
  return url.origin;
}

function readLogLevel(name: string | undefined): LogLevel {
  return logLevels.find((level) => level === name) ?? "error";
}
