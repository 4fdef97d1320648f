import type { Client } from "@micro/sdk";

import type { Forwarder } from "../../actions/listen/forward.ts";
import type { Store } from "../store.ts";

/** What effects work with. */
export interface EffectContext {
  client: Client;
  store: Store;
  /** Where events are forwarded to, and how to send there once more. */
  target: { url: URL; headers: Readonly<Record<string, string>>; forwarder: Forwarder } | undefined;
  /** The secret that forwards are signed with, once it is known. */
  secret: () => string;
  signal: AbortSignal;
}

/** Says something on the screen. */
export const tell = ({ store }: Pick<EffectContext, "store">, text: string, kind: "info" | "error" = "info"): void =>
  store.dispatch({ type: "message", text, kind });

/** Says on the screen why something failed. */
export const tellFailure = (context: Pick<EffectContext, "store">, error: unknown): void =>
  tell(context, error instanceof Error ? error.message : String(error), "error");
