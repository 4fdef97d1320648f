import type { AnonymousContext, Platform } from "../../platform/context.ts";
import { forgetKnownKeys } from "./known-keys.ts";

/** Tells streams that keys have ended. In memory, since no stream outlives the process. */
const listeners = new WeakMap<Platform, Set<() => void>>();

/** Calls after each commit that ended API keys before they expired, of any account. Returns what stops the calls. */
export function onKeysEnded(platform: Platform, call: () => void): () => void {
  const calls = listeners.get(platform) ?? new Set();
  listeners.set(platform, calls.add(call));
  return () => void calls.delete(call);
}

/** Call it from whatever ends an API key: once that is committed, the key authenticates no call and no stream. */
export function announceEndedKeys({ tx, platform }: Pick<AnonymousContext, "tx" | "platform">): void {
  tx.onCommit(() => {
    forgetKnownKeys(platform);
    for (const call of listeners.get(platform) ?? []) call();
  });
}
