import type { Connection } from "../config/connection.ts";
import { shortPath } from "../config/paths.ts";
import { defaultProfile } from "../config/profiles.ts";
import type { Runtime } from "./runtime.ts";

/** What to say when nobody answers where one is told to call, while this machine's own sandbox runs at another address. */
export function elsewhere(connection: Connection, { url }: Runtime): { message: string; hint: string } {
  const { value, from } = connection.baseUrl;
  return {
    message: `None answers at ${value} (${from}); the one of ${shortPath(connection.dataDir)} runs at ${url}.`,
    hint: `${wayBack(connection)} leads back to that one.`,
  };
}

function wayBack({ baseUrl, profile }: Connection): string {
  if (baseUrl.source === "flag") return "The command without --api-base";
  if (baseUrl.source === "environment") return "unset MICRO_API_BASE";
  return `micro config unset gateway_url${profile.name === defaultProfile ? "" : ` -p ${profile.name}`}`;
}
