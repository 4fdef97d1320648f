import { UsageError } from "../abort.ts";
import { findRuntime } from "../sandbox/runtime.ts";
import { configFile, dataDir } from "./paths.ts";
import { defaultProfile, describeProfile, readProfile, type ProfileLocation } from "./profiles.ts";

/** The flags that every command takes, as given. */
export interface ConnectionFlags {
  "api-key"?: string | undefined;
  "api-base"?: string | undefined;
  profile?: string | undefined;
  config?: string | undefined;
  "data-dir"?: string | undefined;
}

/** Where a value came from, in falling precedence. */
export type Source = "flag" | "environment" | "file" | "sandbox" | "default";

/** A value, and where it came from in words. */
export interface Setting {
  value: string;
  source: Source;
  from: string;
}

/** How to reach the API, and as whom. */
export interface Connection {
  baseUrl: Setting;
  apiKey: Setting | undefined;
  email: Setting | undefined;
  profile: ProfileLocation;
  dataDir: string;
}

/** Where a sandbox listens by default. */
export const defaultPort = 8080;
const defaultBase = `http://127.0.0.1:${defaultPort}`;

/** Which profile is meant, also where what it holds is of no use. */
export const profileLocation = (flags: ConnectionFlags): ProfileLocation => ({
  file: configFile(flags.config),
  name: flags.profile ?? defaultProfile,
});

/** A flag beats the environment beats the profile beats the running sandbox beats the default. */
export function resolveConnection(flags: ConnectionFlags, env: NodeJS.ProcessEnv = process.env): Connection {
  const location = profileLocation(flags);
  const folder = dataDir(flags["data-dir"]);
  const profile = readProfile(location);
  const sandbox = findRuntime(folder);
  const first = (
    flag: keyof ConnectionFlags,
    variable: string,
    kept: string | undefined,
    running: string | undefined,
  ) =>
    setting(flags[flag], "flag", `--${flag}`) ??
    setting(env[variable], "environment", variable) ??
    setting(kept, "file", describeProfile(location)) ??
    setting(running, "sandbox", "the running sandbox");

  const base = first("api-base", "MICRO_API_BASE", profile.gateway_url, sandbox?.url) ?? {
    value: defaultBase,
    source: "default",
    from: "nothing else was given",
  };
  const baseUrl = { ...base, value: parseBase(base) };
  // The key of the running sandbox is of no use elsewhere, and nobody else's business.
  const isRunningOne = sandbox !== undefined && baseUrl.value === parseBase({ ...base, value: sandbox.url });
  const apiKey = first("api-key", "MICRO_API_KEY", profile.api_key, isRunningOne ? sandbox.api_key : undefined);
  if (apiKey !== undefined) assertHeaderValue(apiKey);
  return {
    baseUrl,
    apiKey,
    email: setting(profile.email, "file", describeProfile(location)),
    profile: location,
    dataDir: folder,
  };
}

function setting(value: string | undefined, source: Source, from: string): Setting | undefined {
  const trimmed = value?.trim();
  return trimmed === undefined || trimmed === "" ? undefined : { value: trimmed, source, from };
}

/** The URL of a sandbox as it is called; throws where it is none. */
export function parseBase({ value, from }: Pick<Setting, "value" | "from">): string {
  const url = URL.parse(/^[a-z][a-z+.-]*:\/\//i.test(value) ? value : `http://${value}`);
  if (
    url === null ||
    !["http:", "https:"].includes(url.protocol) ||
    url.username + url.password + url.search + url.hash !== ""
  ) {
    throw new UsageError(`"${value}" (${from}) is not the URL of a sandbox.`, `Give one such as ${defaultBase}.`);
  }
  return url.origin + url.pathname.replace(/\/+$/, "");
}

/** Throws where no request could carry this key. */
export function assertHeaderValue({ value, from }: Pick<Setting, "value" | "from">): void {
  if (!/^[\x21-\x7e]+$/.test(value)) {
    throw new UsageError(`The API key (${from}) has characters that no key has.`, "Copy the key again, whole.");
  }
}
