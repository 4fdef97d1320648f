import type { Chaos } from "./chaos.ts";
import type { Route } from "./route.ts";

/** A server that events are forwarded to. */
export interface Target {
  url: URL;
  headers: Readonly<Record<string, string>>;
  skipVerify: boolean;
}

/** Where events are forwarded to, and how. */
export interface ForwardPlan extends Omit<Target, "url"> {
  routes: readonly Route[];
  /** One event after the other. */
  ordered: boolean;
  /** Whether a forward that failed is sent again. */
  retry: boolean;
  chaos?: Chaos | undefined;
}

/** All events to one server, side by side, and again when it failed. */
export const planOf = ({ url, ...target }: Target): ForwardPlan => ({
  ...target,
  routes: [{ url, types: undefined }],
  ordered: false,
  retry: true,
});
