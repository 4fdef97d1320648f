import type { Platform } from "../../platform/context.ts";
import { limits } from "../../platform/limits.ts";
import type { ApiKeyRow } from "./tables.ts";

/**
 * The keys that were presented lately and are not revoked, with their rows: a digest and a look-up cost as much as the
 * rest of a read. Kept in memory only, for as long as the sandbox runs.
 */
const knownKeys = new WeakMap<Platform, Map<string, ApiKeyRow>>();

export function findKnownKey(platform: Platform, key: string): ApiKeyRow | undefined {
  return knownKeys.get(platform)?.get(key);
}

/** Remembers a row that was just read. To be called inside of that read: a revocation after it forgets the row again. */
export function rememberKey(platform: Platform, key: string, row: ApiKeyRow): void {
  const known = knownKeys.get(platform) ?? new Map<string, ApiKeyRow>();
  knownKeys.set(platform, known);
  if (known.size >= limits.knownKeysMax) known.clear();
  known.set(key, row);
}

/** To be called at the commit of whatever changes a key. */
export function forgetKnownKeys(platform: Platform): void {
  knownKeys.delete(platform);
}
