import type { AnonymousContext, Platform } from "../../platform/context.ts";
import { forgetKnownKeys } from "./known-keys.ts";

/** Who wants to hear that keys ended: in memory, for a stream lives no longer than the sandbox runs. */
const listeners = new WeakMap<Platform, Set<() => void>>();

/** Calls after each commit that ended API keys before their time, whosever they were. Answers what ends that. */
export function onKeysEnded(platform: Platform, call: () => void): () => void {
  const calls = listeners.get(platform) ?? new Set();
  listeners.set(platform, calls.add(call));
  return () => void calls.delete(call);
}

/** To be called by whatever ends an API key: once that is committed nobody is known or listens by it. */
export function announceEndedKeys({ tx, platform }: Pick<AnonymousContext, "tx" | "platform">): void {
  tx.onCommit(() => {
    forgetKnownKeys(platform);
    for (const call of listeners.get(platform) ?? []) call();
  });
}
